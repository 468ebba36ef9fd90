// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimingTest {
    /// Where rows change, as `position:row`.
    private static List<String> changes(int[] rows) {
        var changes = new ArrayList<String>();
        for (int i = 0; i < rows.length; i++) if (i == 0 || rows[i] != rows[i - 1]) changes.add(i + ":" + rows[i]);
        return changes;
    }

    @ParameterizedTest
    @CsvSource({
        "17.84, 64, 6144, 786432, 7938000, 0, 17, 0:0 3230:1," + "0:0 969:1 1938:2 2907:3 3876:4 4845:5 5814:6",
        "17.84, 64, 6144, 786432, 7938000, 131072, 17, 0:0 2206:1 5436:2,"
                + "0:1 914:2 1883:3 2852:4 3821:5 4790:6 5759:7",
        "23.8, 128, 8192, 1048576, 7938000, 0, 34, 0:0 1615:1 3230:2 4845:3 6460:4 8075:5,"
                + "0:0 485:1 969:2 1454:3 1938:4 2423:5 … 7752:16",
        "23.8, 128, 8192, 1048576, 9261000, 220500, 41, 0:1 1508:2 3123:3 4738:4 6353:5 7968:6,"
                + "0:3 539:4 1104:5 1669:6 … 7887:17",
        "60, 128, 8192, 1048576, 2646000, 1597424, 0, 0:7 441:8 2056:9 3671:10 5286:11 6901:12,"
                + "0:77 118:78 279:79 … 8031:127"
    })
    void binsAreTheReferences(
            double min,
            int bins,
            int positions,
            long length,
            long total,
            long offset,
            int totalBin,
            String absolute,
            String relative) {
        var rows = new TimingRange(44_100, min, 600, bins).bins(new Timing(total, offset, length), positions);
        assertThat(rows.total()).isEqualTo(totalBin);
        assertThat(changes(rows.absolute())).containsExactly(absolute.split(" "));
        var parts = relative.split(" … ");
        assertThat(changes(rows.relative())).startsWith(parts[0].split(" "));
        assertThat(changes(rows.relative()).getLast()).isEqualTo(parts[parts.length - 1].replaceAll(".* ", ""));
    }

    @Test
    void songsOutsideTheRangeAreExplained() {
        var range = new TimingRange(10, 60, 600, 8);
        assertThatThrownBy(() -> range.bins(new Timing(599, 0, 10), 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("59.90 s long")
                .hasMessageContaining("at least 60.00 s and less than 600.00 s");
        assertThatThrownBy(() -> range.bins(new Timing(6000, 0, 10), 4)).hasMessageContaining("600.00 s long");
        assertThat(range.bins(new Timing(600, 0, 10), 4).total()).isZero();
        assertThat(range.bins(new Timing(5999, 5989, 10), 4).absolute()).containsOnly(7);
        assertThatThrownBy(() -> range.bins(new Timing(5999, 5995, 10), 4)).hasMessageContaining("up to 600.00 s");
    }

    @ParameterizedTest
    @CsvSource({
        "1560, 384, 7938000, 0, 786432, 0, 383",
        "1560, 384, 7938000, 2646000, 786432, 405, 788",
        "1560, 384, 7938000, 7497000, 786432, 1176, 1559",
        "1560, 512, 7938000, 3969000, 1048576, 627, 1138",
        "385, 384, 7938000, 3969000, 786432, 1, 384"
    })
    void lyricWindowsAreTheReferences(
            int lyrics, int count, long total, long offset, long length, int first, int last) {
        var ids = IntStream.range(1000, 1000 + lyrics).toArray();
        var window = LyricWindow.of(ids, count, new Timing(total, offset, length));
        assertThat(window.sources())
                .containsExactly(IntStream.rangeClosed(first, last).toArray());
        assertThat(window.ids())
                .containsExactly(
                        IntStream.rangeClosed(1000 + first, 1000 + last).toArray());
    }

    @Test
    void shortLyricsArePaddedOnTheLeft() {
        var window = LyricWindow.of(IntStream.range(1, 101).toArray(), 384, new Timing(7_938_000, 0, 786_432));
        assertThat(window.ids())
                .hasSize(384)
                .startsWith(new int[284])
                .endsWith(IntStream.range(1, 101).toArray());
        assertThat(window.sources())
                .startsWith(IntStream.range(0, 284).map(_ -> -1).toArray())
                .endsWith(99);
    }
}
