// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.text.ByteLevelBpeOptions.Family;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyFilesTest {
    @TempDir
    Path folder;

    private Path file(String content) throws IOException {
        return Files.write(folder.resolve("file"), content.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void assertRefused(ThrowingCallable reading, String reason) {
        assertThatThrownBy(reading)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("file")
                .hasMessageContaining(reason);
    }

    @Test
    void aVocabularyIsItsLines() throws IOException {
        var path = file("\u00EF\u00BB\u00BF[PAD]\r\n[UNK] \n\n[CLS]\n[SEP]\n[MASK]\n##\u00C3\u00A9");
        var vocabulary = VocabularyFiles.readLines(path);
        assertThat(vocabulary.tokens()).containsExactly("[PAD]", "[UNK]", "", "[CLS]", "[SEP]", "[MASK]", "##é");
        assertThat(vocabulary.id("##é")).hasValue(6);
        assertThat(vocabulary.id("")).isEmpty();
        assertThat(vocabulary.id(SpecialToken.MASK)).isEqualTo(5);
    }

    @Test
    void aBrokenVocabularyIsRefusedWithItsLine() throws IOException {
        var special = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n";
        assertRefused(() -> VocabularyFiles.readLines(file(special)), "no [MASK]");
        assertRefused(() -> VocabularyFiles.readLines(file("")), "no [PAD]");
        assertRefused(
                () -> VocabularyFiles.readLines(file(special + "[MASK]\na\na\n")),
                "line 7: the token \"a\" is already on line 6");
        assertRefused(() -> VocabularyFiles.readLines(file(special + "\u00E9\n")), "line 5: byte 0xE9 at offset 24");
        assertRefused(() -> VocabularyFiles.readLines(file(special + "a\0\n")), "line 5: a NUL byte at offset 25");
    }

    @Test
    void aBrokenVocabJsonIsRefused() throws IOException {
        assertRefused(() -> VocabularyFiles.readJson(file("[1]"), Family.GPT2), "one object");
        assertRefused(() -> VocabularyFiles.readJson(file("{\"a\": 0,\n \"b\" 1}"), Family.GPT2), "line 2, column 6");
        assertRefused(() -> VocabularyFiles.readJson(file("{\"a\": 0"), Family.GPT2), "not JSON");
        assertRefused(() -> VocabularyFiles.readJson(file("{\"a\": \"x\"}"), Family.GPT2), "\"a\" has \"x\"");
        assertRefused(() -> VocabularyFiles.readJson(file("{\"a\": -1}"), Family.GPT2), "\"a\" has \"-1\"");
        assertRefused(() -> VocabularyFiles.readJson(file("{\"a\": 4000000000}"), Family.GPT2), "4000000000");
        assertRefused(() -> VocabularyFiles.readJson(file("{\"a\": 0, \"a\": 1}"), Family.GPT2), "there twice");
        assertRefused(() -> VocabularyFiles.readJson(file("{\"a\": 0, \"b\": 0}"), Family.GPT2), "have one id, 0");
        assertRefused(() -> VocabularyFiles.readJson(file("{\"a\": 0}"), Family.GPT2), "no <|endoftext|>");
    }

    @Test
    void aBrokenMergesFileIsRefusedWithItsLine() throws IOException {
        var vocabulary = Vocabulary.byteLevel(List.of("<|endoftext|>", "a", "b", "ab"), Family.GPT2);
        assertThat(VocabularyFiles.readMerges(file("#version: 0.2\na b\n"), vocabulary))
                .containsExactly("a b");
        assertThat(VocabularyFiles.readMerges(file("a b"), vocabulary)).containsExactly("a b");
        assertRefused(() -> VocabularyFiles.readMerges(file("#version: 0.2\na b\nab\n"), vocabulary), "line 3: \"ab\"");
        assertRefused(() -> VocabularyFiles.readMerges(file("a b c\n"), vocabulary), "line 1: \"a b c\"");
        assertRefused(() -> VocabularyFiles.readMerges(file("a b\nb a\n"), vocabulary), "line 2: the token \"ba\"");
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        var pairs = SmallVocabularies.byteLevel(9, Family.ROBERTA);
        VocabularyFiles.writeJson(
                folder.resolve("vocab.json"), pairs.vocabulary().tokens());
        VocabularyFiles.writeMerges(folder.resolve("merges.txt"), pairs.merges());
        var vocabulary = VocabularyFiles.readJson(folder.resolve("vocab.json"), Family.ROBERTA);
        assertThat(vocabulary.tokens()).isEqualTo(pairs.vocabulary().tokens());
        assertThat(VocabularyFiles.readMerges(folder.resolve("merges.txt"), vocabulary))
                .isEqualTo(pairs.merges());
        var tokens = SmallVocabularies.wordPiece(9).tokens();
        VocabularyFiles.writeLines(folder.resolve("vocab.txt"), tokens);
        assertThat(VocabularyFiles.readLines(folder.resolve("vocab.txt")).tokens())
                .isEqualTo(tokens);
        try (var left = Files.list(folder)) {
            assertThat(left).hasSize(3);
        }
    }
}
