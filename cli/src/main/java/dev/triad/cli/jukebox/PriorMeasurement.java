// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.core.data.codes.CodeDataset;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.labels.LabelLists;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.train.CodeFloors;
import dev.triad.jukebox.prior.train.CodeWindows;
import dev.triad.jukebox.prior.train.PriorEvaluation;
import dev.triad.jukebox.prior.train.PriorPictures;
import dev.triad.jukebox.sample.Alignment;
import dev.triad.torch.nn.Compute;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What a prior makes of coded songs, measured and shown.
///
/// @param config the prior's sizes
/// @param songs how many songs were measured on
/// @param metrics by name
public record PriorMeasurement(PriorConfig config, int songs, SequencedMap<String, Double> metrics) {
    public PriorMeasurement {
        metrics = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metrics));
    }

    /// How it is measured.
    ///
    /// @param part of the data set
    /// @param windows at most
    /// @param batch windows that are computed at once
    /// @param sung songs whose words are looked for, at most
    /// @param head whose view of the words it is; empty for the clearest
    /// @param pictures the folder that pictures go to, or null
    public record Settings(
            String part,
            int windows,
            int batch,
            int sung,
            Optional<Alignment.Head> head,
            @Nullable Path pictures) {
        /// What is usual.
        public static final Settings DEFAULT = new Settings(CodeDataset.VALIDATION, 256, 4, 4, Optional.empty(), null);
    }

    /// Measures a prior.
    ///
    /// @param data a folder of code shards
    /// @throws IllegalArgumentException for codes of another kind than the prior's
    public static PriorMeasurement of(
            PriorLocation location, Path data, Settings settings, Compute compute, Progress shown) throws IOException {
        try (var prior = location.load(compute)) {
            return of(prior, location.lists(), data, settings, compute, shown);
        }
    }

    /// The same for a prior that is loaded.
    public static PriorMeasurement of(
            Prior prior, LabelLists lists, Path data, Settings settings, Compute compute, Progress shown)
            throws IOException {
        var config = prior.config();
        try (var dataset = CodeDataset.open(data);
                var warnings = new FewWarnings(shown::message)) {
            PriorInput.requireFits(data, dataset.manifest().levels(), config);
            if (dataset.part(settings.part()).isEmpty()) {
                throw new IllegalArgumentException(data + " has no part '" + settings.part() + "'");
            }
            var measured = windows(dataset, settings.part(), config, lists, warnings);
            var floors = CodeWindows.anyFits(dataset.part(CodeDataset.TRAIN), config)
                    ? CodeFloors.of(windows(dataset, CodeDataset.TRAIN, config, lists, _ -> {}), config.codebookSize())
                    : null;
            var evaluation = new PriorEvaluation(prior, settings.batch(), compute);
            var result = evaluation.measure(measured, settings.windows(), floors);
            var alignments = settings.head().isEmpty()
                    ? evaluation.align(measured, settings.sung())
                    : evaluation.align(
                            measured, settings.sung(), settings.head().get());
            if (settings.pictures() != null) {
                PriorPictures.positions(settings.pictures(), config, result);
                if (alignments.isPresent()) {
                    PriorPictures.alignments(settings.pictures(), config, alignments.get());
                }
            }
            var metrics = new LinkedHashMap<String, Double>();
            metrics.put("windows", (double) Math.min(settings.windows(), measured.count()));
            metrics.putAll(result.metrics());
            alignments.ifPresent(its -> metrics.putAll(its.metrics()));
            return new PriorMeasurement(config, measured.songs(), metrics);
        }
    }

    private static CodeWindows windows(
            CodeDataset dataset, String part, PriorConfig config, LabelLists lists, Consumer<String> warnings) {
        return new CodeWindows(dataset.part(part), config, lists, RandomKey.of(0), warnings);
    }

    /// One line of JSON.
    public void printJson(PrintWriter out) {
        out.println(new JsonMapper().writeValueAsString(metrics));
    }

    /// A table for people.
    public void print(PrintWriter out) {
        row(
                out,
                "windows",
                String.format(
                        Locale.ROOT,
                        "%,.0f of %,d codes (%.2f s), from %,d songs",
                        metrics.get("windows"),
                        config.window(),
                        (double) config.sampleLength() / config.sampleRate(),
                        songs));
        row(
                out,
                "bits per code",
                String.format(
                        Locale.ROOT,
                        "%.3f  (%.0f per second; all codes alike %.3f, unigram %.3f, bigram %.3f)",
                        metrics.get("bits"),
                        metrics.get("bits_per_second"),
                        Math.log(config.codebookSize()) / Math.log(2),
                        metrics.getOrDefault("unigram_bits", Double.NaN),
                        metrics.getOrDefault("bigram_bits", Double.NaN)));
        row(
                out,
                "along the window",
                metrics.entrySet().stream()
                        .filter(metric -> metric.getKey().startsWith("bits_at_"))
                        .map(metric -> bits(metric.getValue()))
                        .collect(Collectors.joining("  ")));
        if (metrics.containsKey("lyric_bits")) row(out, "bits per character", bits(metrics.get("lyric_bits")));
        gain(out, "labels", metrics.get("label_gain"));
        gain(out, "lyrics", metrics.get("lyric_gain"));
        gain(out, "codes above", metrics.get("upper_gain"));
        if (metrics.containsKey("diagonal")) {
            row(
                    out,
                    "alignment",
                    String.format(
                            Locale.ROOT,
                            "layer %.0f, head %.0f: %.1f %% near the diagonal (even weights: %.1f %%),"
                                    + " monotonicity %.2f",
                            metrics.get("alignment_layer"),
                            metrics.get("alignment_head"),
                            100 * metrics.getOrDefault("diagonal", Double.NaN),
                            100 * metrics.getOrDefault("diagonal_by_chance", Double.NaN),
                            metrics.get("monotonicity")));
        }
    }

    private static void gain(PrintWriter out, String what, @Nullable Double gain) {
        if (gain != null) row(out, "gain of " + what, bits(gain) + " bits per code");
    }

    private static String bits(@Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static void row(PrintWriter out, String name, String value) {
        out.printf("%-20s %s%n", name, value);
    }
}
