// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Normal forms and word boundaries beside Hugging Face's, where no vocabulary hides a difference.
class WordsParityTest {
    private static final int TEXTS = 4_000;

    private static List<String> words(WordScanner scanner, String text) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        var words = new ArrayList<String>();
        var word = new WordBuffer();
        scanner.scan(utf8, 0, utf8.length);
        while (scanner.next()) {
            scanner.spell(word);
            if (word.size() > 0) {
                words.add(new String(word.bytes(), 0, word.size(), StandardCharsets.UTF_8));
            }
        }
        return words;
    }

    private static WordPieceOptions options(int bits) {
        return new WordPieceOptions(
                (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, 100_000, WordPieceOptions.Dialect.HUGGING_FACE);
    }

    /// Every code point of the planes that hold characters, every 31st of the others.
    private static List<String> everyCodePoint(String before, String after) {
        var texts = new ArrayList<String>();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            int plane = c >> 16;
            boolean settled = plane <= 3 || plane == 14 || c % 31 == 0;
            if (settled && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)) {
                texts.add(before + Character.toString(c) + after);
            }
        }
        return texts;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7})
    void bertTakesEveryCodePointForWhatHuggingFaceDoes(int bits) {
        var scanner = new BertWords(new BertCharacters(options(bits)));
        try (var oracle = HuggingFace.bertSpelling(options(bits))) {
            for (var text : everyCodePoint("a", "b")) {
                assertThat(words(scanner, text))
                        .as("U+%X", text.codePointAt(1))
                        .isEqualTo(HuggingFace.words(oracle, text));
            }
        }
    }

    @Test
    void gpt2TakesEveryCodePointForWhatHuggingFaceDoes() {
        var scanner = new Gpt2Words();
        try (var oracle = HuggingFace.gpt2Spelling()) {
            for (var text : everyCodePoint("a", "1!")) {
                assertThat(words(scanner, text))
                        .as("U+%X", text.codePointAt(1))
                        .isEqualTo(HuggingFace.words(oracle, text));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void bertSpellsAndSplitsAnyTextAsHuggingFaceDoes(int bits) {
        var texts = new RandomText(bits);
        var scanner = new BertWords(new BertCharacters(options(bits)));
        try (var oracle = HuggingFace.bertSpelling(options(bits))) {
            for (int i = 0; i < TEXTS; i++) {
                var text = texts.next(60);
                assertThat(words(scanner, text)).as(text).isEqualTo(HuggingFace.words(oracle, text));
            }
        }
    }

    @Test
    void gpt2SplitsAnyTextAsHuggingFaceDoes() {
        var texts = new RandomText(8);
        var scanner = new Gpt2Words();
        try (var oracle = HuggingFace.gpt2Spelling()) {
            for (int i = 0; i < 2 * TEXTS; i++) {
                var text = texts.next(60);
                assertThat(words(scanner, text)).as(text).isEqualTo(HuggingFace.words(oracle, text));
            }
        }
    }
}
