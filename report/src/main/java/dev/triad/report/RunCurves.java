// SPDX-License-Identifier: Apache-2.0
package dev.triad.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The curves of a training run, from its `log.jsonl`: one chart per scalar, training and held-out values together.
///
/// @param hidden scalars nobody wants to look at
/// @param joined scalars that are drawn into a chart with others, and the chart's name: that of a scalar, or another
public record RunCurves(List<String> hidden, Map<String, String> joined) {
    /// The picture's name in the folder of a run.
    public static final String FILE = "curves.png";

    private static final JsonMapper JSON = new JsonMapper();

    public RunCurves {
        hidden = List.copyOf(hidden);
        joined = Map.copyOf(joined);
    }

    /// One chart for every scalar.
    public RunCurves() {
        this(List.of(), Map.of());
    }

    /// Draws the run in `folder` into its `curves.png`. A run that has logged nothing yet gets no picture.
    public void draw(Path folder) throws IOException {
        var log = folder.resolve("log.jsonl");
        if (!Files.exists(log)) return;
        var charts = new LinkedHashMap<String, List<Series>>();
        read(log).forEach((scalar, kinds) -> {
            if (hidden.contains(scalar)) return;
            String chart = joined.getOrDefault(scalar, scalar);
            var lines = charts.computeIfAbsent(chart, _ -> new ArrayList<>());
            kinds.forEach((kind, points) -> lines.add(new Series(
                    name(scalar, chart, kind, kinds.size()),
                    points.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                    points.values().stream().mapToDouble(Double::doubleValue).toArray())));
        });
        if (charts.isEmpty()) return;
        var drawn = new ArrayList<LineChart>();
        charts.forEach((chart, lines) -> drawn.add(new LineChart(spaced(chart), "steps", lines)));
        LineChart.write(folder.resolve(FILE), drawn, Math.min(3, drawn.size()));
    }

    private static String name(String scalar, String chart, String kind, int kinds) {
        String when = kind.equals("evaluate") ? "held out" : kind;
        if (scalar.equals(chart)) return when;
        return kinds == 1 ? spaced(scalar) : spaced(scalar) + ", " + when;
    }

    private static String spaced(String name) {
        return name.replace('_', ' ');
    }

    /// One curve of a run's log, by steps; empty where it has none.
    ///
    /// @param folder the run's
    /// @param scalar what was logged
    /// @param kind `train` or `evaluate`
    /// @param name what a legend calls it
    public static Optional<Series> series(Path folder, String scalar, String kind, String name) throws IOException {
        var log = folder.resolve("log.jsonl");
        if (!Files.exists(log)) return Optional.empty();
        var kinds = read(log).get(scalar);
        var points = kinds == null ? null : kinds.get(kind);
        if (points == null) return Optional.empty();
        return Optional.of(new Series(
                name,
                points.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                points.values().stream().mapToDouble(Double::doubleValue).toArray()));
    }

    /// Scalar → kind → step → value.
    static SequencedMap<String, SequencedMap<String, SortedMap<Double, Double>>> read(Path log) throws IOException {
        var scalars = new LinkedHashMap<String, SequencedMap<String, SortedMap<Double, Double>>>();
        int number = 0;
        for (String line : Files.readAllLines(log)) {
            number++;
            if (line.isBlank()) continue;
            try {
                var entry = JSON.readTree(line);
                double step = entry.path("step").asDouble();
                String kind = entry.path("kind").asString("");
                entry.properties().forEach(field -> {
                    boolean value =
                            field.getValue().isNumber() && !field.getKey().equals("step");
                    if (value) {
                        scalars.computeIfAbsent(field.getKey(), _ -> new LinkedHashMap<>())
                                .computeIfAbsent(kind, _ -> new TreeMap<>())
                                .put(step, field.getValue().asDouble());
                    }
                });
            } catch (JacksonException e) {
                throw new IOException(log + ", line " + number + " is not JSON: " + e.getOriginalMessage(), e);
            }
        }
        return scalars;
    }
}
