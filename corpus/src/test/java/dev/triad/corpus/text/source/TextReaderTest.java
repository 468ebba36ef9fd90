// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import static dev.triad.corpus.text.source.Fixtures.gzip;
import static dev.triad.corpus.text.source.Fixtures.joined;
import static dev.triad.corpus.text.source.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextReaderTest {
    @TempDir
    Path folder;

    private List<String> read(byte[] content, ReadOptions options) throws IOException {
        var file = Fixtures.file(folder.resolve("a.txt"), content, SourceFormat.TEXT);
        var sink = new Recorded();
        new Corpus(List.of(file), options).read(sink);
        return sink.events;
    }

    private List<String> read(String content, DocumentBoundary boundary) throws IOException {
        return read(utf8(content), ReadOptions.DEFAULT.withBoundary(boundary));
    }

    @Test
    void blankLinesLinesOrFilesSeparateDocuments() throws IOException {
        String text = "\n\na\nb\n \n\nc";
        assertThat(read(text, DocumentBoundary.BLANK)).containsExactly("a", "b", "¶", "c", "¶");
        assertThat(read(text, DocumentBoundary.LINE)).containsExactly("a", "¶", "b", "¶", "c", "¶");
        assertThat(read(text, DocumentBoundary.FILE)).containsExactly("a", "b", "c", "¶");
        assertThat(read("", DocumentBoundary.FILE)).isEmpty();
    }

    @Test
    void aByteOrderMarkIsNoText() throws IOException {
        assertThat(read("\uFEFFa\n\nb\uFEFF", DocumentBoundary.BLANK)).containsExactly("a", "¶", "b\uFEFF", "¶");
    }

    @Test
    void bytesThatAreNotUtf8AreReportedWithTheirOffset() {
        byte[] latin1 = "x".repeat(100_000).concat("\ncaf\u00E9s\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> read(latin1, ReadOptions.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessage(folder.resolve("a.txt") + ": byte 0xE9 at offset 100004 is not UTF-8");
        assertThatThrownBy(() -> read(gzip(latin1), ReadOptions.DEFAULT))
                .hasMessageEndingWith("byte 0xE9 at offset 100004 of the unpacked text is not UTF-8");
        assertThatThrownBy(() -> read("ab".getBytes(StandardCharsets.UTF_16), ReadOptions.DEFAULT))
                .hasMessageEndingWith("byte 0xFE at offset 0 is not UTF-8; it looks like UTF-16");
        assertThatThrownBy(() -> read(joined(utf8("é"), new byte[] {(byte) 0xE2, (byte) 0x82}), ReadOptions.DEFAULT))
                .hasMessageEndingWith("byte 0xE2 at offset 2 is not UTF-8");
    }

    @Test
    void nulBytesAreReportedWithTheirOffset() {
        assertThatThrownBy(() -> read(utf8("one\ntwo\0three"), ReadOptions.DEFAULT))
                .hasMessage(folder.resolve("a.txt") + ": there is a NUL byte at offset 7; is it a text file?");
    }

    @Test
    void repairTurnsWhatIsNotTextIntoSpacesAndCountsIt() throws IOException {
        byte[] bad = joined(utf8("a\0b "), new byte[] {(byte) 0xE9, (byte) 0xE2, (byte) 0x82}, utf8("c\n𝄞"));
        var file = Fixtures.file(folder.resolve("a.txt"), bad, SourceFormat.TEXT);
        var sink = new Recorded();
        long repaired = new Corpus(List.of(file), ReadOptions.DEFAULT.withRepair(true)).read(sink);
        assertThat(sink.events).containsExactly("a b    c", "𝄞", "¶");
        assertThat(repaired).isEqualTo(4);
    }

    @Test
    void damagedPackingIsBlamedBeforeTheTextThatCameOfIt() throws IOException {
        byte[] packed =
                gzip(joined(utf8("word ".repeat(50_000)), new byte[] {(byte) 0xFF}, utf8("word ".repeat(50_000))));
        packed[packed.length - 3] ^= 1;
        assertThatThrownBy(() -> read(packed, ReadOptions.DEFAULT))
                .hasMessageContaining("gzip data is damaged at byte");
    }

    @Test
    void aLineLongerThanTheBoundComesInPiecesOfOneDocument() throws IOException {
        String line = "lorem ipsum dolor ".repeat(10_000).strip();
        var events = read(utf8(line + "\nend"), ReadOptions.DEFAULT.withLongestLine(1000));
        assertThat(events).hasSizeGreaterThan(180).endsWith("end", "¶").doesNotContainSubsequence("¶", "end");
        assertThat(String.join("", events.subList(0, events.size() - 2))).isEqualTo(line);
        assertThat(events).allMatch(piece -> piece.length() <= 1000);
    }

    /// The property that resuming stands on: from every place ever reached, the rest reads as it did the first time.
    @Test
    void readingCanBeginAgainAtEveryPlaceItReached() throws IOException {
        var random = new Random(11);
        var boundaries = List.of(DocumentBoundary.values());
        for (int trial = 0; trial < 12; trial++) {
            byte[] first = utf8((trial % 2 == 0 ? "\uFEFF" : "") + Fixtures.text(random, 60));
            byte[] second = utf8(Fixtures.text(random, 20));
            var corpus = new Corpus(
                    List.of(
                            Fixtures.file(
                                    folder.resolve("a.txt"),
                                    trial % 3 == 0 ? gzip(first) : trial % 3 == 1 ? Fixtures.zstd(first) : first,
                                    SourceFormat.TEXT),
                            Fixtures.file(folder.resolve("b.txt"), second, SourceFormat.TEXT)),
                    ReadOptions.DEFAULT
                            .withLongestLine(8 + random.nextInt(40))
                            .withBoundary(boundaries.get(random.nextInt(3))));
            var whole = new Recorded();
            corpus.read(whole);
            assertThat(whole.places).hasSizeGreaterThan(60);
            for (var place : whole.places) {
                var rest = Recorded.goingOn(place);
                corpus.read(place.file(), place.offset(), place.insideLine(), rest);
                assertThat(rest.events)
                        .as(place::toString)
                        .isEqualTo(whole.events.subList(place.events(), whole.events.size()));
            }
        }
    }

    @Test
    void aFileThatChangesMeanwhileIsRefused() throws IOException {
        var file = Fixtures.file(folder.resolve("a.txt"), "a\n", SourceFormat.TEXT);
        Files.setLastModifiedTime(file.path(), FileTime.fromMillis(0));
        assertThatThrownBy(() -> new Corpus(List.of(file), ReadOptions.DEFAULT).read(new Recorded()))
                .hasMessage(file.name() + ": changed while it was read; begin again when it is complete");
    }

    @Test
    void aFileThatBecameShorterCannotBeResumed() throws IOException {
        var file = Fixtures.file(folder.resolve("a.txt"), "a\n", SourceFormat.TEXT);
        assertThatThrownBy(() -> new Corpus(List.of(file), ReadOptions.DEFAULT).read(0, 5, false, new Recorded()))
                .hasMessage(file.name() + ": is shorter than it was when its reading began");
    }
}
