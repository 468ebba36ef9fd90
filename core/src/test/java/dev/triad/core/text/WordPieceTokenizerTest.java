// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordPieceTokenizerTest {
    private final Tokenizer tokenizer = new WordPieceTokenizer(
            Vocabulary.bert(
                    List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##aff", "##able", "the", "!", "cafe")),
            WordPieceOptions.UNCASED);

    @Test
    void wordsBecomeTheirLongestKnownPieces() {
        assertThat(tokenizer.encode("The unaffable Café!").ids()).containsExactly(8, 5, 6, 7, 10, 9);
    }

    @Test
    void aWordWithoutPiecesIsUnknownAsAWhole() {
        assertThat(tokenizer.encode("unaffabled the").ids()).containsExactly(1, 8);
    }

    @Test
    void modelInputHasSpecialTokensAroundBothTexts() {
        var encoding = tokenizer.encode("the", "cafe!", EncodeOptions.MODEL);
        assertThat(encoding.ids()).containsExactly(2, 8, 3, 10, 9, 3);
        assertThat(encoding.typeIds()).containsExactly(0, 0, 0, 1, 1, 1);
    }

    @Test
    void theWriterGivesTheSameIds() {
        var out = new IntBuilder(1);
        var utf8 = "xx the café".getBytes(StandardCharsets.UTF_8);
        assertThat(tokenizer.writer().append(utf8, 3, utf8.length, out)).isEqualTo(2);
        assertThat(out.toArray()).containsExactly(8, 10);
    }
}
