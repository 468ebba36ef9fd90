// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.Shell;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import dev.triad.hub.tokenizer.TokenizerExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

class PrepareCommandTest {
    @Command(name = "triad")
    private static final class Root {}

    @TempDir
    Path folder;

    private Path vocabulary;
    private Path text;
    private Path out;

    @BeforeEach
    void writeInput() throws IOException {
        vocabulary = folder.resolve("vocab.txt");
        text = folder.resolve("text/a.txt");
        out = folder.resolve("out");
        Files.createDirectories(text.getParent());
        Files.write(
                vocabulary,
                List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "sat", "mat", "##s", "."));
        Files.writeString(text, "The cat sat.\n\nThe cats sat. Dogs sat.\n");
    }

    private static Run triad(Object... words) {
        var arguments = new ArrayList<>(List.of("text"));
        for (Object word : words) {
            arguments.add(word.toString());
        }
        var line = Shell.commandLine(new Root(), List.of(CommandGroup.of("Text", TextCommand.class)));
        return Run.of(line, arguments.toArray(String[]::new));
    }

    private Run prepare(Object... more) {
        var words = new ArrayList<Object>(List.of("prepare", "--input", text.getParent(), "--vocab", vocabulary));
        words.addAll(List.of("--out", out, "--threads", 1, "--progress", "off"));
        words.addAll(List.of(more));
        return triad(words.toArray());
    }

    @Test
    void preparesAndSaysWhatCameOfIt() {
        var run = prepare();
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out().lines())
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("prepared " + out + ": 0.0 MB of text in "),
                        line -> assertThat(line).startsWith("part      documents   examples"),
                        // [CLS] the cat sat . [SEP], [CLS] the cat ##s sat . [UNK] sat . [SEP]
                        line -> assertThat(line.split(" +"))
                                .startsWith("train", "2", "2", "16", "8.0", "93.75", "%", "6.25", "%", "1"));
        assertThat(out.resolve("manifest.json")).exists();
    }

    @Test
    void callingItAgainChangesNothing() throws IOException {
        prepare();
        byte[] manifest = Files.readAllBytes(out.resolve("manifest.json"));
        var run = prepare();
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).startsWith(out + " is prepared already");
        assertThat(out.resolve("manifest.json")).hasBinaryContent(manifest);
    }

    @Test
    void otherOptionsNeedAnotherFolderOrRestart() {
        prepare();
        var refused = prepare("--seed", 7);
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err().strip())
                .isEqualTo(
                        "triad: " + out + ": was begun with seed = 42, not 7; use the same options, or add --restart");
        assertThat(prepare("--seed", 7, "--restart").code()).isEqualTo(ExitCode.OK);
    }

    @Test
    void badTextIsOneSentenceAndExitCodeOne() throws IOException {
        Files.write(text, new byte[] {'a', ' ', (byte) 0xE9});
        var run = prepare();
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().strip()).isEqualTo("triad: " + text + ": byte 0xE9 at offset 2 is not UTF-8");
        var repaired = prepare("--repair");
        assertThat(repaired.code()).isEqualTo(ExitCode.OK);
        assertThat(repaired.out()).contains("repaired: 1 bytes or records that were no text");
    }

    @Test
    void wrongUsageIsExitCodeTwo() {
        assertThat(prepare("--sequence-length", 5).err())
                .startsWith("triad: the sequence length must be at least 8, not 5");
        for (var run : List.of(
                prepare("--sequence-length", 5),
                prepare("--held-out", 1),
                prepare("--threads", 0),
                prepare("--documents", "page"),
                triad("prepare", "--out", out))) {
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        }
        assertThat(out).doesNotExist();
    }

    @Test
    void aVocabularyWithoutSpecialTokensIsRefused() throws IOException {
        Files.write(vocabulary, List.of("the", "cat"));
        var run = prepare();
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).startsWith("triad: " + vocabulary + ": ").contains("[CLS]");
    }

    @Test
    void aModelsFolderGivesTheTokenizer() throws IOException {
        var model = Files.createDirectory(folder.resolve("model"));
        var tokenizer = WordPieceTokenizer.load(vocabulary, WordPieceOptions.CASED);
        TokenizerExport.write(model, tokenizer, OptionalInt.empty(), "bert");
        var run =
                triad("prepare", "--input", text.getParent(), "--tokenizer", model, "--out", out, "--progress", "off");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(out.resolve("vocab.txt")).hasSameTextualContentAs(vocabulary);
        assertThat(triad("inspect", out, "--progress", "off").code()).isEqualTo(ExitCode.OK);

        var second = folder.resolve("second");
        Files.writeString(
                model.resolve("vocab.txt"), Files.readString(vocabulary).replace("mat", "map"));
        assertThat(triad("prepare", "--input", text.getParent(), "--tokenizer", model, "--out", second)
                        .err())
                .contains("and the tokenizer.json beside it have different vocabularies");
        Files.delete(model.resolve("vocab.txt"));
        assertThat(triad("prepare", "--input", text.getParent(), "--tokenizer", model, "--out", second)
                        .err())
                .contains("there is no vocab.txt in " + model);
        assertThat(second).doesNotExist();
    }

    @Test
    void filesThatAreLeftOutAreMentioned() throws IOException {
        Files.writeString(text.resolveSibling("README"), "");
        var run = triad("prepare", "--input", text.getParent(), "--vocab", vocabulary, "--out", out);
        assertThat(run.err()).contains("left out " + text.resolveSibling("README") + ": its name promises no text");
    }

    @Test
    void inspectShowsCountsAndExamplesAsText() {
        prepare("--held-out", 0.5, "--seed", 1);
        var run = triad("inspect", out, "--samples", 5, "--verify", "--progress", "off");
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .contains("tokenizer  bert, 11 tokens, dialect hugging-face", "lower_case true")
                .contains("examples   of up to 128 tokens, builder carry", "held_out 0.5")
                .contains("made from  1 file, 0.0 MB: " + text)
                .contains("  A  the cat sat.", "  A  the cats sat. sat.")
                .endsWith("every byte is as it was written" + System.lineSeparator());
    }

    @Test
    void inspectNeedsAPreparedFolder() {
        var run = triad("inspect", folder);
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).startsWith("triad: " + folder + ": holds no manifest.json; prepare a corpus with");
        assertThat(triad("inspect", folder.resolve("nowhere")).code()).isEqualTo(ExitCode.FAILED);
    }
}
