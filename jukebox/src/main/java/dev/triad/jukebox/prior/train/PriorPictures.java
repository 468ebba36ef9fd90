// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.train;

import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.report.AlignmentPicture;
import dev.triad.report.LineChart;
import dev.triad.report.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What an evaluation looks like.
public final class PriorPictures {
    /// The curve of bits over the places of a window.
    public static final String POSITIONS = "positions.png";

    /// Where words are in the music.
    public static final String ALIGNMENT = "alignment.png";

    /// Points of a curve, at most: a mean over some windows is noisy from code to code.
    private static final int POINTS = 64;

    private PriorPictures() {}

    /// Draws bits over the places of a window, with the floors.
    public static void positions(Path folder, PriorConfig config, PriorEvaluation.Result result) throws IOException {
        double[] bits = result.bits();
        int points = Math.min(POINTS, bits.length);
        var x = new double[points];
        var y = new double[points];
        for (int point = 0; point < points; point++) {
            int from = point * bits.length / points;
            int to = (point + 1) * bits.length / points;
            x[point] = (from + to - 1) / 2.0;
            y[point] = Arrays.stream(bits, from, to).average().orElse(Double.NaN);
        }
        var lines = new ArrayList<Series>();
        lines.add(new Series("bits per code", x, y));
        for (String floor : List.of("unigram", "bigram")) {
            Double height = result.metrics().get(floor + "_bits");
            if (height != null) {
                lines.add(new Series(floor, new double[] {x[0], x[points - 1]}, new double[] {height, height}));
            }
        }
        Files.createDirectories(folder);
        var chart = new LineChart("bits per code, level " + config.level(), "code of the window", lines);
        LineChart.write(folder.resolve(POSITIONS), List.of(chart), 1);
    }

    /// Draws where the words of songs are.
    public static void alignments(Path folder, PriorConfig config, PriorEvaluation.Alignments alignments)
            throws IOException {
        var panels = new ArrayList<AlignmentPicture.Panel>();
        for (var aligned : alignments.songs()) {
            var its = aligned.alignment();
            String title = String.format(
                    Locale.ROOT,
                    "%s (%s; %.0f %% near the diagonal, monotonicity %.2f)",
                    aligned.song().id(),
                    alignments.head(),
                    100 * its.diagonal(),
                    its.monotonicity());
            double seconds = (double) its.codes() * config.hop() / config.sampleRate();
            panels.add(new AlignmentPicture.Panel(
                    title, its.weights(), aligned.song().words(), seconds));
        }
        Files.createDirectories(folder);
        AlignmentPicture.write(folder.resolve(ALIGNMENT), panels);
    }
}
