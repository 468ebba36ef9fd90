// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextExamplesTest {
    private static final TextColumns LABELLED = TextColumns.of("text").withLabels("label");
    private static final Tolerance HALF = new Tolerance(0.5);

    @TempDir
    Path folder;

    private static Rows<TextExample> read(String text, TableFormat format, TextColumns columns, Tolerance tolerance)
            throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8), format, columns, tolerance);
    }

    private static Rows<TextExample> read(byte[] bytes, TableFormat format, TextColumns columns, Tolerance tolerance)
            throws IOException {
        return TextExamples.read(new ByteArrayInputStream(bytes), "data", format, columns, tolerance);
    }

    @Test
    void quotesInTsvAreCharactersLikeAnyOther() throws IOException {
        var rows =
                read("label\ttext\n1\t\"so\" he said, \"no\r\n0\t\"\"\"\n", TableFormat.TSV, LABELLED, Tolerance.NONE);
        assertThat(rows.rows())
                .containsExactly(
                        new TextExample(2, "0", "\"so\" he said, \"no", null, List.of("1")),
                        new TextExample(3, "1", "\"\"\"", null, List.of("0")));
        assertThat(rows.complaint()).isEmpty();
    }

    @Test
    void quotedCsvValuesMayHoldCommasQuotesAndLineBreaks() throws IOException {
        var rows = read(
                "text,label\n\"a, \"\"b\"\"\nc\",x\n\n,\"\"\"y\"\"\"\nplain \"q\",z",
                TableFormat.CSV,
                LABELLED,
                Tolerance.NONE);
        assertThat(rows.rows())
                .containsExactly(
                        new TextExample(2, "0", "a, \"b\"\nc", null, List.of("x")),
                        new TextExample(5, "1", "", null, List.of("\"y\"")),
                        new TextExample(6, "2", "plain \"q\"", null, List.of("z")));
    }

    @Test
    void aQuotedCsvValueThatNeverEndsEndsTheReading() {
        assertThatThrownBy(() -> read("text,label\na,b\n\"c,d\ne,f\n", TableFormat.CSV, LABELLED, HALF))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("data: line 3 has a quoted value that never ends");
    }

    @Test
    void textBehindAClosingQuoteCostsOneRowOnly() throws IOException {
        var rows = read("text,label\n\"a\"b,1\nc,0\n", TableFormat.CSV, LABELLED, HALF);
        assertThat(rows.rows()).hasSize(1);
        assertThat(rows.complaint())
                .hasValue("data: 1 of 2 rows could not be read: line 2 has text after the closing quote of column 1");
    }

    @Test
    void jsonColumnsGoByNameAndNumbersAsTheyAreWritten() throws IOException {
        var rows = read(
                "{\"label\": 1.50, \"text\": \"\\u00e9\", \"more\": {\"deep\": [null]}}\n\n{\"text\":\"b\",\"label\":true}",
                TableFormat.JSON_LINES,
                LABELLED,
                Tolerance.NONE);
        assertThat(rows.rows())
                .containsExactly(
                        new TextExample(1, "0", "é", null, List.of("1.50")),
                        new TextExample(3, "1", "b", null, List.of("true")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"text\": \"a\"}|has no \"label\"",
                "{\"text\": \"a\", \"label\": null}|has no \"label\"",
                "{\"text\": \"a\", \"label\": {}}|has a \"label\" that is no single value",
                "{\"text\": [\"a\"], \"label\": 1}|has a \"text\" that is no single value",
                "[1]|is no JSON object",
                "{\"text\": \"a\", \"label\": 1} {}|has more after the JSON object",
                "{\"text\": \"a\",, }|is no JSON at column",
                "{\"text\": \"a\", \"label\": \"  \"}|has an empty label",
            })
    void badJsonRowsSayWhatIsWrong(String row, String reason) throws IOException {
        var rows = read(row + "\n{\"text\":\"b\",\"label\":0}\n", TableFormat.JSON_LINES, LABELLED, HALF);
        assertThat(rows.rows()).hasSize(1);
        assertThat(rows.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(1);
            assertThat(problem.reason()).startsWith(reason);
        });
    }

    @Test
    void rowsThatCannotBeReadAreCountedAndTheFirstOnesTold() throws IOException {
        var text = new StringBuilder("text\tlabel\n");
        for (int i = 0; i < 20; i++) {
            text.append(i % 2 == 0 ? "a\t1\n" : "a\t1\t2\n");
        }
        var rows = read(text.toString(), TableFormat.TSV, LABELLED, HALF);
        assertThat(rows.rows()).hasSize(10);
        assertThat(rows.rows().get(1).id()).isEqualTo("2");
        assertThat(rows.total()).isEqualTo(20);
        assertThat(rows.complaint().orElseThrow())
                .startsWith("data: 10 of 20 rows could not be read: line 3 has 3 columns where the first line has 2;")
                .endsWith("; line 11 has 3 columns where the first line has 2; and 5 more");
    }

    @Test
    void moreUnreadableRowsThanAllowedAreAnError() {
        assertThatThrownBy(() -> read("text\tlabel\na\t1\nb\n", TableFormat.TSV, LABELLED, Tolerance.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessage("data: 1 of 2 rows could not be read: line 3 has 1 columns where the first line has 2;"
                        + " at most 1% may be: repair them, or name the right columns and format");
    }

    @Test
    void bytesThatAreNotUtf8AreToldWithTheirPlace() throws IOException {
        byte[] bytes = "text\tlabel\nab\u00e9\t1\nok\t0\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(read(bytes, TableFormat.TSV, LABELLED, HALF).complaint())
                .hasValue("data: 1 of 2 rows could not be read: line 2 is not UTF-8: byte 0xE9 at byte 3 of the line");
    }

    @Test
    void aReplacementCharacterInTheTextIsNoError() throws IOException {
        var rows = read("text\tlabel\na\ufffdb\t1\n", TableFormat.TSV, LABELLED, Tolerance.NONE);
        assertThat(rows.rows().getFirst().first()).isEqualTo("a\ufffdb");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstColumn() throws IOException {
        assertThat(read("\ufefftext\tlabel\na\t1\n", TableFormat.TSV, LABELLED, Tolerance.NONE)
                        .rows())
                .hasSize(1);
    }

    @Test
    void columnsMayBeNumbersFromEitherEnd() throws IOException {
        var columns = TextColumns.of("-2", "2").withLabels("-1").withId("0").withHeader(false);
        var rows = read("x\ta\tb\t5\ny\tc\td\t4\n", TableFormat.TSV, columns, Tolerance.NONE);
        assertThat(rows.rows())
                .containsExactly(
                        new TextExample(1, "x", "b", "b", List.of("5")),
                        new TextExample(2, "y", "d", "d", List.of("4")));
    }

    @Test
    void aMissingColumnIsToldWithTheColumnsThereAre() {
        assertThatThrownBy(() -> read("sentence\tlabel\na\t1\n", TableFormat.TSV, LABELLED, HALF))
                .hasMessage("data: has no column \"text\"; its columns are [sentence, label]");
        assertThatThrownBy(() -> read("a\t1\n", TableFormat.TSV, LABELLED.withHeader(false), HALF))
                .hasMessageContaining("has 2 columns and no header; \"label\" is none of them");
    }

    @Test
    void labelsOfOneColumnMayBeSeveral() throws IOException {
        var columns = LABELLED.withSeparator(",");
        var rows = read("text\tlabel\na\tjoy, fear\nb\t\n", TableFormat.TSV, columns, Tolerance.NONE);
        assertThat(rows.rows().get(0).labels()).containsExactly("joy", "fear");
        assertThat(rows.rows().get(1).labels()).isEmpty();
        var list = read("{\"text\":\"a\",\"label\":[\"joy\", 3]}", TableFormat.JSON_LINES, LABELLED, Tolerance.NONE);
        assertThat(list.rows().getFirst().labels()).containsExactly("joy", "3");
    }

    @Test
    void severalLabelColumnsHoldOnesAndZeros() throws IOException {
        var columns = TextColumns.of("text").withLabels("joy", "fear");
        var rows = read("text,joy,fear\na,1,0\nb,False,True\nc,2,0\n", TableFormat.CSV, columns, HALF);
        assertThat(rows.rows().get(0).labels()).containsExactly("joy");
        assertThat(rows.rows().get(1).labels()).containsExactly("fear");
        assertThat(rows.problems())
                .extracting(Rows.Problem::toString)
                .containsExactly("line 4 has \"2\" in column \"joy\", where 1 or 0 is due");
    }

    @Test
    void labelsMayBeCutAtTheirFirstPart() throws IOException {
        var rows = read(
                "text\tlabel\na\tENTY:cremat\nb\tDESC\n", TableFormat.TSV, LABELLED.withLabelEnd(":"), Tolerance.NONE);
        assertThat(rows.rows()).extracting(TextExample::label).containsExactly("ENTY", "DESC");
    }

    @Test
    void gzippedFilesAreUnpackedAndTheNameTellsTheFormat() throws IOException {
        var file = folder.resolve("data.jsonl.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"text\":\"a\",\"label\":0}\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(TextExamples.read(file, LABELLED, Tolerance.NONE).rows()).hasSize(1);
        var whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 6));
        assertThatThrownBy(() -> TextExamples.read(file, LABELLED, Tolerance.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": is no whole gzip file");
    }

    @Test
    void aFileWithoutRowsIsAnError() {
        assertThatThrownBy(() -> read("", TableFormat.TSV, LABELLED, HALF)).hasMessage("data: is empty");
        assertThatThrownBy(() -> read("text\tlabel\n", TableFormat.TSV, LABELLED, HALF))
                .hasMessage("data: holds no rows");
        assertThatThrownBy(() -> TextExamples.read(folder.resolve("none.tsv"), LABELLED, HALF))
                .hasMessageEndingWith("none.tsv: there is no such file");
    }

    @Test
    void furtherChecksCountRowsAsUnreadable() throws IOException {
        var rows = read("text\tlabel\na\t1\nb\t7\nc\t0\n", TableFormat.TSV, LABELLED, HALF)
                .checked(row -> row.label().equals("7") ? "has the label 7" : null, HALF);
        assertThat(rows.rows()).extracting(TextExample::first).containsExactly("a", "c");
        assertThat(rows.complaint()).hasValue("data: 1 of 3 rows could not be read: line 3 has the label 7");
    }
}
