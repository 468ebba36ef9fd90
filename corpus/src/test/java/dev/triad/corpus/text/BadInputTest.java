// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a preparation says to input it cannot use. What readers say to bad bytes is in their own tests.
class BadInputTest {
    @TempDir
    Path folder;

    private SmallCorpus corpus;
    private Path out;

    @BeforeEach
    void open() throws IOException {
        corpus = new SmallCorpus(folder);
        out = folder.resolve("out");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> corpus.preparation(PrepareOptions.DEFAULT, 2).run(out, false, Progress.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @Test
    void inputWithoutTextIsRefusedAndLeavesAnEmptyFolder() throws IOException {
        corpus.file("a.txt", " \n\n \u00A0\n");
        corpus.file("b.txt", "");
        assertRefused("there is no text to learn from in the input, 2 files of 7 bytes");
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void damageInTheMiddleKeepsWhatWasFinished() throws IOException {
        corpus.write();
        byte[] packed = Files.readAllBytes(corpus.input().resolve("c.txt.gz"));
        packed[packed.length * 3 / 4] ^= 0x10;
        Files.write(corpus.input().resolve("c.txt.gz"), packed);
        assertThatThrownBy(() -> corpus.preparation(PrepareOptions.DEFAULT.withShardTokens(100_000), 2)
                        .run(out, false, Progress.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*c\\.txt\\.gz: gzip data is damaged at byte \\d+ of the file: .*; copy it again");
        assertThat(SmallCorpus.content(out)).containsKeys("prepare.journal", "train-00000.shard");
        assertThat(SmallCorpus.content(out).keySet()).noneMatch(name -> name.endsWith(".partial"));
    }

    @Test
    void aVocabularyWithoutSpecialTokensIsRefused() throws IOException {
        corpus.file("a.txt", "the cat\n");
        Files.write(corpus.vocabulary, List.of("[PAD]", "[UNK]", "the", "cat"));
        assertRefused("words.txt: ");
        assertThat(out).doesNotExist();
    }

    @Test
    void anEmptyFolderIsRefused() throws IOException {
        Files.createDirectories(corpus.input());
        assertRefused("input: the folder holds no files");
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PrepareOptions.DEFAULT.withSequenceLength(7))
                .withMessage("the sequence length must be at least 8, not 7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PrepareOptions.DEFAULT.withHeldOut(1))
                .withMessage("the share held out must be at least 0 and less than 1, not 1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> PrepareOptions.DEFAULT.withHeldOut(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> PrepareOptions.DEFAULT.withShardTokens(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> corpus.write().preparation(PrepareOptions.DEFAULT, 0))
                .withMessage("at least 1 thread must encode, not 0");
    }
}
