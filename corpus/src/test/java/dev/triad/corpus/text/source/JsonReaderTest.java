// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import static dev.triad.corpus.text.source.Fixtures.gzip;
import static dev.triad.corpus.text.source.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonReaderTest {
    @TempDir
    Path folder;

    private List<String> read(byte[] content, ReadOptions options) throws IOException {
        var file = Fixtures.file(folder.resolve("a.jsonl"), content, SourceFormat.JSONL);
        var sink = new Recorded();
        new Corpus(List.of(file), options).read(sink);
        return sink.events;
    }

    @Test
    void eachRecordIsADocumentAndItsLineBreaksAreLines() throws IOException {
        String json = """
                {"id": 1, "text": "one\\ntwo\\n\\nthree", "meta": {"text": ["no"]}}

                {"text": "caf\\u00e9 \\ud834\\udd1e 𝄞", "n": null}
                {"text": ""}
                {"text": "end"}""";
        assertThat(read(utf8(json), ReadOptions.DEFAULT))
                .containsExactly("one", "two", "three", "¶", "café 𝄞 𝄞", "¶", "end", "¶");
    }

    @Test
    void theFieldCanBeChosen() throws IOException {
        assertThat(read(utf8("{\"text\": \"a\", \"body\": \"b\"}"), ReadOptions.DEFAULT.withTextField("body")))
                .containsExactly("b", "¶");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"text\": \"b\" \"x\"}|line 3 (byte 29): not valid JSON",
                "{\"text\": \"b|line 3 (byte 27): not valid JSON",
                "{\"title\": \"b\"}|line 3 (byte 16): the field \"text\" is missing",
                "{\"text\": null}|line 3 (byte 16): the field \"text\" is missing",
                "{\"text\": 5}|line 3 (byte 25): the field \"text\" is not a string",
                "{\"text\": \"a\", \"text\": \"b\"}|line 3 (byte 38): the field \"text\" comes twice",
                "[\"text\"]|line 3 (byte 16): a record must be a JSON object",
                "\"text\"|line 3 (byte 16): a record must be a JSON object",
                "{\"text\": \"\\ud834 x\"}|line 3 (byte 25): the field \"text\" has half a character",
            })
    void aBadRecordIsReportedWithLineAndByte(String record, String message) {
        assertThatThrownBy(() -> read(utf8("{\"text\": \"é\"}\n\n" + record), ReadOptions.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.resolve("a.jsonl") + ": " + message);
    }

    @Test
    void notUtf8AndDamagedPackingAreReportedAsSuch() throws IOException {
        byte[] bad = utf8("{\"text\": \"é\"}\n");
        bad[11] = 'x';
        assertThatThrownBy(() -> read(bad, ReadOptions.DEFAULT))
                .hasMessageEndingWith("byte 0xC3 at offset 10 is not UTF-8");
        byte[] packed = gzip(utf8("{\"text\": \"é\"}\n".repeat(1000)));
        packed[packed.length - 8] ^= 1;
        assertThatThrownBy(() -> read(packed, ReadOptions.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a.jsonl: gzip data is damaged at byte");
    }

    @Test
    void repairLeavesOutRecordsWithoutText() throws IOException {
        var file = Fixtures.file(
                folder.resolve("a.jsonl"), "{\"text\": null}\n{\"text\": \"a\\udd1e\"}\n{}", SourceFormat.JSONL);
        var sink = new Recorded();
        assertThat(new Corpus(List.of(file), ReadOptions.DEFAULT.withRepair(true)).read(sink))
                .isEqualTo(3);
        assertThat(sink.events).containsExactly("a", "¶");
    }

    @Test
    void aRecordOfAnySizePassesInPieces() throws IOException {
        String text = "lorem ipsum ".repeat(300_000).strip();
        var events = read(
                utf8("{\"text\": \"" + text + "\"}\n{\"text\": \"end\"}"), ReadOptions.DEFAULT.withLongestLine(4096));
        assertThat(events).endsWith("¶", "end", "¶").allMatch(piece -> piece.length() <= 4096);
        assertThat(String.join("", events.subList(0, events.size() - 3))).isEqualTo(text);
    }

    @Test
    void readingCanBeginAgainAfterEveryRecord() throws IOException {
        var random = new Random(2);
        var json = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            json.append("{\"text\": \"")
                    .append(Fixtures.text(random, 3)
                            .replace("\t", " ")
                            .replace("\r", "")
                            .replace("\n", "\\n"))
                    .append(random.nextBoolean() ? "\"}\n" : "\"}\r\n\n");
        }
        for (byte[] content : List.of(utf8(json.toString()), gzip(utf8(json.toString())))) {
            var corpus = new Corpus(
                    List.of(Fixtures.file(folder.resolve("b.json"), content, SourceFormat.JSONL)), ReadOptions.DEFAULT);
            var whole = new Recorded();
            corpus.read(whole);
            assertThat(whole.places).hasSize(50);
            for (var place : whole.places) {
                var rest = Recorded.goingOn(place);
                corpus.read(0, place.offset(), place.insideLine(), rest);
                assertThat(rest.events).isEqualTo(whole.events.subList(place.events(), whole.events.size()));
            }
        }
    }

    @Test
    void linesAreCountedFromTheFilesStartAfterBeginningAgain() throws IOException {
        var file = Fixtures.file(
                folder.resolve("a.jsonl"), "{\"text\": \"a\"}\n{\"text\": \"b\"}\n{\"txt\": 1}", SourceFormat.JSONL);
        var corpus = new Corpus(List.of(file), ReadOptions.DEFAULT);
        var sink = new Recorded();
        assertThatThrownBy(() -> corpus.read(sink)).hasMessageContaining("line 3 (byte 28)");
        long offset = sink.places.getFirst().offset();
        assertThatThrownBy(() -> corpus.read(0, offset, false, new Recorded()))
                .hasMessageContaining("line 3 (byte 28)");
    }
}
