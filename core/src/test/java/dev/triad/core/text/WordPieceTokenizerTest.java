// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class WordPieceTokenizerTest {
    private static final List<String> TOKENS = List.of(
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##aff", "##able", "the", "!", "cafe", "café", "Café",
            "x", "##x", "σας", "σασ", "i", "##i", "中", "[", "mask", "]", "don", "'", "t", "##n", "##'");

    private final Tokenizer tokenizer = with(WordPieceOptions.UNCASED);

    private static WordPieceTokenizer with(WordPieceOptions options) {
        return new WordPieceTokenizer(Vocabulary.bert(TOKENS), options);
    }

    private static List<String> tokens(Tokenizer tokenizer, String text) {
        return Arrays.stream(tokenizer.encode(text).ids())
                .mapToObj(tokenizer.vocabulary()::token)
                .toList();
    }

    @Test
    void wordsBecomeTheirLongestKnownPieces() {
        assertThat(tokens(tokenizer, "The unaffable Café!"))
                .containsExactly("the", "un", "##aff", "##able", "cafe", "!");
    }

    @Test
    void aWordWithoutPiecesIsUnknownAsAWhole() {
        assertThat(tokens(tokenizer, "unaffabled the")).containsExactly("[UNK]", "the");
    }

    @Test
    void modelInputHasSpecialTokensAroundBothTexts() {
        var encoding = tokenizer.encode("the", "cafe!", EncodeOptions.MODEL);
        assertThat(encoding.ids()).containsExactly(2, 8, 3, 10, 9, 3);
        assertThat(encoding.typeIds()).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(encoding.sequences()).containsExactly(-1, 0, -1, 1, 1, -1);
    }

    @Test
    void offsetsPointIntoTheTextAsItWasGiven() {
        var text = "😀 cafe\u0301! unaffable";
        var encoding = tokenizer.encode(text);
        var parts = new ArrayList<String>();
        for (int i = 0; i < encoding.length(); i++) {
            parts.add(text.substring(encoding.starts()[i], encoding.ends()[i]));
        }
        assertThat(parts).containsExactly("😀", "cafe", "!", "un", "aff", "able");
    }

    @Test
    void longWordsAreUnknownSoonerForHuggingFaceThanForGoogle() {
        var google = with(WordPieceOptions.GOOGLE_UNCASED);
        assertThat(tokens(tokenizer, "x".repeat(100))).hasSize(100);
        assertThat(tokens(tokenizer, "x".repeat(101))).containsExactly("[UNK]");
        assertThat(tokens(google, "x".repeat(200))).hasSize(200);
        assertThat(tokens(google, "x".repeat(201))).containsExactly("[UNK]");
        assertThat(tokenizer.encode(" " + "x".repeat(101)).ends()).containsExactly(102);
    }

    @Test
    void aFinalCapitalSigmaIsFinalForGoogleOnly() {
        var google = with(WordPieceOptions.GOOGLE_UNCASED);
        assertThat(tokens(tokenizer, "ΣΑΣ")).containsExactly("σασ");
        assertThat(tokens(google, "ΣΑΣ")).containsExactly("σας");
        assertThat(tokens(google, "ΣΑΣ!")).containsExactly("σας", "!");
        // An apostrophe does not end a word, so this sigma stands inside of one.
        assertThat(tokens(google, "ΣΑΣ'T")).containsExactly("σασ", "'", "t");
        // What follows is another word for the cleaner, but not for the rule: the control character is gone by then.
        assertThat(tokens(google, "ΣΑΣ\u200B i")).containsExactly("σας", "i");
    }

    @Test
    void theWriterKnowsTheSurroundingsOfASigmaToo() {
        var google = with(WordPieceOptions.GOOGLE_UNCASED);
        var writer = google.writer();
        for (var text : List.of("ΣΑΣ ΣΑΣ'T", "ΣΑΣ'T ΣΑΣ")) {
            var utf8 = text.getBytes(StandardCharsets.UTF_8);
            var out = new IntBuilder();
            writer.append(utf8, 0, utf8.length, out);
            assertThat(out.toArray()).isEqualTo(google.encode(text).ids());
        }
    }

    @Test
    void googleDropsUnassignedCodePointsAndHuggingFaceKeepsThem() {
        assertThat(tokens(tokenizer, "x\u0378x")).containsExactly("[UNK]");
        assertThat(tokens(with(WordPieceOptions.GOOGLE_UNCASED), "x\u0378x")).containsExactly("x", "##x");
    }

    @Test
    void casedTextKeepsCapitalsAndAccents() {
        assertThat(tokens(with(WordPieceOptions.CASED), "Café café")).containsExactly("Café", "café");
        assertThat(tokens(with(WordPieceOptions.UNCASED.withStripAccents(false)), "Café"))
                .containsExactly("café");
    }

    @Test
    void chineseCharactersAreWordsUnlessToldOtherwise() {
        assertThat(tokens(tokenizer, "x中x")).containsExactly("x", "中", "x");
        assertThat(tokens(with(WordPieceOptions.UNCASED.withSplitChinese(false)), "x中x"))
                .containsExactly("[UNK]");
    }

    @Test
    void theDefaultLocaleDoesNotMatter() {
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.of("tr", "TR"));
            assertThat(tokens(with(WordPieceOptions.UNCASED), "II")).containsExactly("i", "##i");
            assertThat(tokens(with(WordPieceOptions.GOOGLE_UNCASED), "II")).containsExactly("i", "##i");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void specialTokensInTextAreTextUnlessAskedFor() {
        assertThat(tokens(tokenizer, "x [MASK]")).containsExactly("x", "[", "mask", "]");
        var asked = EncodeOptions.PLAIN.withSpecialTokensInText();
        assertThat(tokenizer.encode("x [MASK]x", null, asked).ids()).containsExactly(13, 4, 13);
    }

    @Test
    void decodingJoinsPiecesAndClosesUpPunctuation() {
        int[] ids = tokenizer
                .encode("the unaffable café!", null, EncodeOptions.MODEL)
                .ids();
        assertThat(tokenizer.decode(ids, DecodeOptions.READABLE)).isEqualTo("the unaffable cafe!");
        assertThat(tokenizer.decode(ids, DecodeOptions.VERBATIM)).isEqualTo("[CLS] the unaffable cafe ! [SEP]");
        assertThatThrownBy(() -> tokenizer.decode(new int[] {TOKENS.size()}, DecodeOptions.READABLE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("outside the vocabulary");
    }

    @Test
    void theWriterLeavesTheIdsAloneWhenTheTextIsNotUtf8() {
        var out = new IntBuilder();
        out.add(42);
        byte[] utf8 = {'x', ' ', 'x', (byte) 0xC3, ' '};
        assertThatThrownBy(() -> tokenizer.writer().append(utf8, 0, 5, out))
                .isInstanceOfSatisfying(
                        MalformedUtf8Exception.class,
                        e -> assertThat(e.offset()).isEqualTo(3));
        assertThat(out.toArray()).containsExactly(42);
    }

    @Test
    void aPairThatCannotBeTruncatedAsAskedIsRefused() {
        assertThatThrownBy(() -> tokenizer.encode("x", "x", EncodeOptions.model(2)))
                .hasMessageContaining("no room for the 3 special tokens");
        assertThatThrownBy(
                        () -> tokenizer.encode("x", "x x x", EncodeOptions.MODEL.truncatedTo(5, Truncation.ONLY_FIRST)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the first text has 1 tokens and 2 too many");
    }
}
