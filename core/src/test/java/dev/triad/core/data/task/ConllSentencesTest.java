// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConllSentencesTest {
    private static final Tolerance HALF = new Tolerance(0.5);

    private static Rows<Sentence> read(String text, ConllSentences.Columns columns) throws IOException {
        var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return ConllSentences.read(in, "data", columns, HALF);
    }

    @Test
    void wordsComeFirstAndTagsLast() throws IOException {
        var rows = read(
                "-DOCSTART- -X- O O\n\nHe PRP B-NP\nran  VBD B-VP\r\n\t\n\n. .\tO\n",
                ConllSentences.Columns.FIRST_AND_LAST);
        assertThat(rows.rows())
                .containsExactly(
                        new Sentence(3, List.of("He", "ran"), List.of("B-NP", "B-VP")),
                        new Sentence(7, List.of(". ."), List.of("O")));
    }

    @Test
    void otherColumnsCanBeChosen() throws IOException {
        assertThat(read("1 He PRP NP\n", new ConllSentences.Columns(1, 2)).rows())
                .containsExactly(new Sentence(1, List.of("He"), List.of("PRP")));
        assertThat(read("He\nran\n", ConllSentences.Columns.WORDS).rows())
                .containsExactly(new Sentence(1, List.of("He", "ran"), null));
    }

    @Test
    void oneBadLineSpoilsItsSentenceOnly() throws IOException {
        var rows = read("a O\nb\nc O\n\nd O\n", ConllSentences.Columns.FIRST_AND_LAST);
        assertThat(rows.rows()).containsExactly(new Sentence(5, List.of("d"), List.of("O")));
        assertThat(rows.complaint()).hasValue("data: 1 of 2 rows could not be read: line 2 has a word without a tag");
        assertThat(read("\tO\n\nd\tO\n", ConllSentences.Columns.FIRST_AND_LAST).problems())
                .extracting(Rows.Problem::reason)
                .containsExactly("has an empty word");
    }

    @Test
    void aMissingColumnIsAnError() {
        assertThatThrownBy(() -> read("a O\n", new ConllSentences.Columns(0, 3)))
                .hasMessageContaining("line 1 has 2 columns, and the tag should be in column 3");
    }
}
