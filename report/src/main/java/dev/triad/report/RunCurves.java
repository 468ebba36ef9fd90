// SPDX-License-Identifier: Apache-2.0
package dev.triad.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The curves of a training run, from its `log.jsonl`: one chart per scalar, training and held-out values together.
public final class RunCurves {
    /// The picture's name in the folder of a run.
    public static final String FILE = "curves.png";

    private static final JsonMapper JSON = new JsonMapper();

    private RunCurves() {}

    /// Draws the run in `folder` into its `curves.png`. A run that has logged nothing yet gets no picture.
    ///
    /// @param hidden scalars nobody wants to look at
    public static void draw(Path folder, List<String> hidden) throws IOException {
        var log = folder.resolve("log.jsonl");
        if (!Files.exists(log)) return;
        var charts = new ArrayList<LineChart>();
        read(log).forEach((scalar, kinds) -> {
            if (hidden.contains(scalar)) return;
            var lines = new ArrayList<Series>();
            kinds.forEach((kind, points) -> lines.add(new Series(
                    kind.equals("evaluate") ? "held out" : kind,
                    points.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                    points.values().stream().mapToDouble(Double::doubleValue).toArray())));
            charts.add(new LineChart(scalar.replace('_', ' '), "steps", lines));
        });
        if (!charts.isEmpty()) LineChart.write(folder.resolve(FILE), charts, Math.min(3, charts.size()));
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
