// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.Shell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

final class TextCommandTest {
    private static final String TEXT = "the cat sat on the mat.\nThe cats ate the bat!\n".repeat(20);

    @Command(name = "triad")
    private static final class Root {}

    @TempDir
    Path folder;

    private Path vocabulary;

    @BeforeEach
    void writeVocabulary() throws IOException {
        vocabulary = write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\n##s\n!\ncafe\n");
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static Run triad(Object... arguments) {
        var line = Shell.commandLine(new Root(), List.of(CommandGroup.of("Text", TextCommand.class)));
        return Run.of(line, Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
    }

    private static void assertRefused(Run run, String... reasons) {
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("triad: ").contains(reasons);
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void encodeWritesTheIdsOfEachLine() throws IOException {
        var input = write("in.txt", "The cats!\r\n\ncafé zebra");
        var run = triad("text", "encode", "--vocab", vocabulary, "--input", input);
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).containsExactly("5 6 7 8", "", "9 1");
        assertThat(run.code()).isZero();
    }

    @Test
    void encodeReadsStandardInputWithoutAFile() {
        var before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("the\ncat".getBytes(StandardCharsets.UTF_8)));
            assertThat(triad("text", "encode", "--vocab", vocabulary).out().lines())
                    .containsExactly("5", "6");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void encodeShowsTokensAndWhereTheyAre() throws IOException {
        var input = write("in.txt", "😀 Cats [MASK]");
        var run = triad(
                "text",
                "encode",
                "--vocab",
                vocabulary,
                "--input",
                input,
                "--tokens",
                "--offsets",
                "--special",
                "--special-in-text");
        assertThat(run.out().strip()).isEqualTo("[CLS]:- [UNK]:0-1 cat:2-5 ##s:5-6 [MASK]:7-13 [SEP]:-");
    }

    @Test
    void decodeWritesTheTextOfEachLine() throws IOException {
        var input = write("ids.txt", "2 5 6 7 8 3\n\n9,5\n");
        assertThat(triad("text", "decode", "--vocab", vocabulary, "--input", input)
                        .out()
                        .lines())
                .containsExactly("the cats!", "", "cafe the");
        assertThat(triad("text", "decode", "--vocab", vocabulary, "--input", input, "--verbatim")
                        .out()
                        .lines())
                .startsWith("[CLS] the cats ! [SEP]");
    }

    @Test
    void aModelsFolderSaysHowItsTokenizerReads() throws IOException {
        var input = write("in.txt", "The cats!\ncafé [MASK]");
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": false}");
        var run = triad("text", "encode", "--tokenizer", folder, "--input", input);
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().findFirst()).hasValue("1 6 7 8");
        assertThat(triad("text", "encode", "--tokenizer", folder, "--vocab", vocabulary)
                        .code())
                .isEqualTo(2);
        var none = triad("text", "encode", "--input", input);
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("name the tokenizer: --tokenizer=FOLDER or --vocab=FILE");
    }

    @Test
    void linesThatAreNoTextAreRefusedWithTheirPlace() throws IOException {
        var latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', '\n', 'b', (byte) 0xE9, ' ', '\n'});
        var place = "latin.txt, line 2: byte 0xE9 after 1 bytes is not UTF-8";
        assertRefused(triad("text", "encode", "--vocab", vocabulary, "--input", latin), place);
        assertRefused(triad("text", "encode", "--vocab", vocabulary, "--input", latin, "--tokens"), place);
        var binary = write("binary.dat", "a\nbc\0d\n");
        assertRefused(
                triad("text", "encode", "--vocab", vocabulary, "--input", binary), "binary.dat, line 2: a NUL byte");
        var ids = write("ids.txt", "5\n5 10\n");
        assertRefused(
                triad("text", "decode", "--vocab", vocabulary, "--input", ids),
                "line 2: \"10\" is no token id",
                "0 to 9");
    }

    @Test
    void filesThatAreNotThereAreNamed() {
        assertRefused(triad("text", "encode", "--vocab", folder.resolve("none.txt")), "none.txt");
        assertRefused(triad("text", "encode", "--vocab", folder.resolve("vocab.json")), "no merges.txt beside");
        assertRefused(triad("text", "vocab", "--input", folder.resolve("no"), "--out", folder.resolve("v")), "no");
    }

    @Test
    void vocabTrainsAVocabularyThatEncodeCanUse() throws IOException {
        var input = write("text.txt", TEXT);
        var out = folder.resolve("trained.txt");
        var run = triad("text", "vocab", "--input", input, "--size", 60, "--out", out, "--progress", "off");
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("tokens from 260 words (10 different)", "0.000 % of words unknown", "smaller than asked");
        assertThat(Files.readAllLines(out))
                .startsWith("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
                .contains("the");
        var ids = triad("text", "encode", "--vocab", out, "--input", input, "--tokens");
        assertThat(ids.out().lines()).startsWith("the cat sat on the mat .", "the cats ate the bat !");
    }

    @Test
    void vocabTrainsByteLevelVocabulariesToo() throws IOException {
        var input = write("text.txt", TEXT);
        var out = folder.resolve("bpe").resolve("vocab.json");
        Files.createDirectory(out.getParent());
        var run = triad(
                "text", "vocab", "--input", input, "--size", 300, "--out", out, "--model", "gpt2", "--progress", "off");
        assertThat(run.code()).isZero();
        var ids = triad("text", "encode", "--vocab", out, "--input", input);
        var idsFile = write("ids.txt", ids.out());
        assertThat(triad("text", "decode", "--vocab", out, "--input", idsFile).out())
                .isEqualTo(TEXT);
    }

    @Test
    void vocabReadsFoldersAndGzip() throws IOException {
        var texts = Files.createDirectories(folder.resolve("texts/more"));
        Files.writeString(texts.resolveSibling("a.txt"), TEXT);
        try (var gzip = new GZIPOutputStream(Files.newOutputStream(texts.resolve("b.txt.gz")))) {
            gzip.write(TEXT.getBytes(StandardCharsets.UTF_8));
        }
        var out = folder.resolve("trained.txt");
        var run = triad("text", "vocab", "--input", folder.resolve("texts"), "--out", out, "--progress", "off");
        assertThat(run.out()).contains("tokens from 520 words (10 different)");
    }

    @Test
    void vocabNamesTheFileThatCannotBeRead() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(TEXT.repeat(100).getBytes(StandardCharsets.UTF_8));
        }
        var half = Files.write(folder.resolve("half.gz"), Arrays.copyOf(packed.toByteArray(), packed.size() / 2));
        var out = folder.resolve("trained.txt");
        assertRefused(triad("text", "vocab", "--input", half, "--out", out, "--progress", "off"), "half.gz");
        var empty = Files.createDirectory(folder.resolve("empty"));
        assertRefused(triad("text", "vocab", "--input", empty, "--out", out), "empty: the folder holds no files");
        assertThat(out).doesNotExist();
    }

    @Test
    void vocabKeepsAFileThatIsThere() throws IOException {
        var input = write("text.txt", TEXT);
        assertRefused(triad("text", "vocab", "--input", input, "--out", vocabulary), "vocab.txt exists already");
        assertThat(Files.readString(vocabulary)).contains("cafe");
        assertRefused(
                triad("text", "vocab", "--input", input, "--out", folder.resolve("no/vocab.txt")),
                "there is no folder");
        var run = triad("text", "vocab", "--input", input, "--out", vocabulary, "--overwrite", "--progress", "off");
        assertThat(run.code()).isZero();
        assertThat(Files.readString(vocabulary)).doesNotContain("cafe");
    }
}
