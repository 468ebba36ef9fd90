// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowEncoderTest {
    private static final Tokenizer TOKENIZER = new WordPieceTokenizer(
            Vocabulary.bert(List.of(
                    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "un", "##aff", "##able", "word", "##s")),
            WordPieceOptions.UNCASED);

    private static String repeat(String word, int count) {
        return String.join(" ", IntStream.range(0, count).mapToObj(_ -> word).toList());
    }

    @Test
    void aPairHasItsSegments() {
        var row = new RowEncoder(TOKENIZER, 16).text("a unaffable", "b", Answer.UNKNOWN);
        assertThat(row.ids()).containsExactly(2, 5, 7, 8, 9, 3, 6, 3);
        assertThat(row.types()).containsExactly(0, 0, 0, 0, 0, 0, 1, 1);
        assertThat(row.places()).isEmpty();
        assertThat(row.answers()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"20,20", "20,3", "3,20", "7,7", "6,8", "8,6", "30,4", "4,30", "5,6", "0,40", "40,0"})
    void aLongPairIsCutAsIfTokensWereTakenFromTheLongerText(int first, int second) {
        int expectedFirst = first;
        int expectedSecond = second;
        while (expectedFirst + expectedSecond > 14 - 3) {
            if (expectedFirst > expectedSecond) expectedFirst--;
            else expectedSecond--;
        }
        var encoder = new RowEncoder(TOKENIZER, 14);
        var row = encoder.text(repeat("a", first), repeat("b", second), Answer.UNKNOWN);
        assertThat(Arrays.stream(row.ids()).filter(id -> id == 5).count()).isEqualTo(expectedFirst);
        assertThat(Arrays.stream(row.ids()).filter(id -> id == 6).count()).isEqualTo(expectedSecond);
        assertThat(row.ids()[expectedFirst + 1]).isEqualTo(3);
        assertThat(row.ids()[row.length() - 1]).isEqualTo(3);
        assertThat(row.types()).hasSize(row.length());
        assertThat(encoder.cut()).isEqualTo(first + second > 11 ? 1 : 0);
    }

    @Test
    void aLongTextKeepsItsSeparator() {
        var encoder = new RowEncoder(TOKENIZER, 8);
        var row = encoder.text(repeat("a", 20), null, Answer.UNKNOWN);
        assertThat(row.ids()).containsExactly(2, 5, 5, 5, 5, 5, 5, 3);
        assertThat(encoder.cut()).isEqualTo(1);
    }

    @Test
    void theFirstPieceOfAWordAnswersForIt() {
        var rows = new RowEncoder(TOKENIZER, 16)
                .words(List.of("a", "unaffable", "\u0000", "words"), new int[] {3, 2, 1, 0});
        assertThat(rows).hasSize(1);
        var row = rows.getFirst();
        assertThat(row.ids()).containsExactly(2, 5, 7, 8, 9, 1, 10, 11, 3); // a word of nothing is an unknown one
        assertThat(row.places()).containsExactly(1, 2, 5, 6);
        assertThat(row.answer())
                .isInstanceOfSatisfying(
                        Answer.Tags.class, tags -> assertThat(tags.labels()).containsExactly(3, 2, 1, 0));
        assertThat(row.answers()).isEqualTo(4);
    }

    @Test
    void aLongSentenceIsSplitAndNoWordIsLost() {
        var encoder = new RowEncoder(TOKENIZER, 8); // six pieces a row
        var rows = encoder.words(List.of("a", "unaffable", "unaffable", "words", "b"), new int[] {0, 1, 2, 3, 4});
        assertThat(rows).extracting(EncodedRow::continues).containsExactly(false, true);
        assertThat(rows.get(0).ids()).containsExactly(2, 5, 7, 8, 9, 3);
        assertThat(rows.get(1).ids()).containsExactly(2, 7, 8, 9, 10, 11, 6, 3);
        assertThat(rows.get(1).places()).containsExactly(1, 4, 6);
        assertThat(rows.stream().mapToInt(EncodedRow::answers).sum()).isEqualTo(5);
        assertThat(encoder.cut()).isEqualTo(1);
        assertThat(encoder.words(List.of(), null)).isEmpty();
    }

    @Test
    void aLengthWithoutRoomIsRefused() {
        assertThatThrownBy(() -> new RowEncoder(TOKENIZER, 3)).hasMessageContaining("got 3");
    }
}
