// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import static dev.triad.corpus.text.source.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetReaderTest {
    @TempDir
    Path folder;

    private Corpus corpus(byte[] content, ReadOptions options) throws IOException {
        return new Corpus(List.of(Fixtures.file(folder.resolve("a.parquet"), content, SourceFormat.PARQUET)), options);
    }

    private static byte[] parquet(byte[] @Nullable ... texts) throws IOException {
        return ParquetFixture.write("text", ParquetFixture.Codec.NONE, List.of(Arrays.asList(texts)));
    }

    @ParameterizedTest
    @EnumSource
    void eachRowIsADocumentInWhateverCodec(ParquetFixture.Codec codec) throws IOException {
        var random = new Random(4);
        var groups = new ArrayList<List<byte[]>>();
        var expected = new ArrayList<String>();
        for (int group = 0; group < 3; group++) {
            var texts = new ArrayList<byte[]>();
            for (int row = 0; row < 150; row++) {
                texts.add(utf8("row " + row + " of " + group + "\n\n" + "é".repeat(random.nextInt(300)) + "x"));
                expected.addAll(List.of(new String(texts.getLast(), StandardCharsets.UTF_8).split("\n\n")));
                expected.add(Recorded.END);
            }
            groups.add(texts);
        }
        var corpus = corpus(ParquetFixture.write("text", codec, groups), ReadOptions.DEFAULT);
        var sink = new Recorded();
        corpus.read(sink);
        assertThat(sink.events).isEqualTo(expected);
        for (int i = 0; i < sink.places.size(); i += 37) {
            var place = sink.places.get(i);
            var rest = Recorded.goingOn(place);
            corpus.read(0, place.offset(), false, rest);
            assertThat(rest.events).isEqualTo(expected.subList(place.events(), expected.size()));
        }
    }

    @Test
    void aRowWithoutTextIsReportedOrLeftOut() throws IOException {
        byte[] content = parquet(utf8("a"), null, utf8("b"));
        assertThatThrownBy(() -> corpus(content, ReadOptions.DEFAULT).read(new Recorded()))
                .hasMessageEndingWith("a.parquet: row 2 has no text in column \"text\"");
        var sink = new Recorded();
        assertThat(corpus(content, ReadOptions.DEFAULT.withRepair(true)).read(sink))
                .isEqualTo(1);
        assertThat(sink.events).containsExactly("a", "¶", "b", "¶");
    }

    @Test
    void textThatIsNotUtf8IsReportedWithItsRow() throws IOException {
        byte[] content = parquet(utf8("a"), new byte[] {'b', (byte) 0xFF});
        assertThatThrownBy(() -> corpus(content, ReadOptions.DEFAULT).read(new Recorded()))
                .hasMessageEndingWith("a.parquet: row 2 is not UTF-8 at offset 1 of its text: byte 0xFF");
        var sink = new Recorded();
        assertThat(corpus(content, ReadOptions.DEFAULT.withRepair(true)).read(sink))
                .isEqualTo(1);
        assertThat(sink.events).containsExactly("a", "¶", "b", "¶");
        assertThatThrownBy(
                        () -> corpus(parquet(utf8("a\0")), ReadOptions.DEFAULT).read(new Recorded()))
                .hasMessageEndingWith("a.parquet: row 1 has a NUL byte at offset 1 of its text");
    }

    @Test
    void theColumnMustBeThereAndHoldText() throws IOException {
        byte[] content = parquet(utf8("a"));
        assertThatThrownBy(() -> corpus(content, ReadOptions.DEFAULT.withTextField("body"))
                        .read(new Recorded()))
                .hasMessageEndingWith("a.parquet: has no column \"body\", only id, text");
        assertThatThrownBy(() ->
                        corpus(content, ReadOptions.DEFAULT.withTextField("id")).read(new Recorded()))
                .hasMessageEndingWith("a.parquet: column \"id\" does not hold text");
    }

    @Test
    void whatIsNoParquetIsAnError() throws IOException {
        byte[] whole = parquet(utf8("some text"));
        for (byte[] bad : List.of(
                new byte[0], utf8("some text that is no Parquet file"), Arrays.copyOf(whole, whole.length - 7))) {
            assertThatThrownBy(() -> corpus(bad, ReadOptions.DEFAULT).read(new Recorded()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a.parquet: cannot be read as Parquet: ");
        }
    }

    /// Whatever bit flips, the library under us may misread a text, but it never hangs and never fails but with our
    /// words.
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void damagedParquetNeverFailsInOtherWays() throws IOException {
        for (var codec : ParquetFixture.Codec.values()) {
            byte[] whole = ParquetFixture.write(
                    "text", codec, List.of(List.of(utf8("some"), utf8("text")), List.of(utf8("more"))));
            for (int i = 0; i < whole.length; i++) {
                byte[] bad = whole.clone();
                bad[i] ^= (byte) (1 << (i % 8));
                try {
                    corpus(bad, ReadOptions.DEFAULT).read(new Recorded());
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("a.parquet: ");
                }
            }
        }
    }

    @Test
    void aPageThatPromisesMoreThanThereIsIsNamed() throws IOException {
        byte[] bad = parquet(utf8("a"), utf8("b"));
        int page = 4 + 17 + 16; // behind the magic, the first column's page header and its two numbers
        assertThat(Arrays.copyOfRange(bad, page, page + 2)).containsExactly(0x15, 0);
        bad[page + 5] = 0x7E;
        assertThatThrownBy(() -> corpus(bad, ReadOptions.DEFAULT).read(new Recorded()))
                .hasMessageEndingWith(
                        "a.parquet: cannot be read as Parquet: the page header at byte %d is damaged", page);
    }
}
