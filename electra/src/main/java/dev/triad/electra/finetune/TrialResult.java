// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Json;
import dev.triad.core.file.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// What came out of one trial.
///
/// @param seed seed of every draw
/// @param steps optimiser steps made
/// @param seconds time it took, evaluations not counted; of a resumed trial the time since
/// @param tokens tokens learned from in that time
/// @param deciding name of the metric that decides
/// @param metrics metrics of the best checkpoint on held-out rows
/// @param degenerate why the model is no good, if it learned nothing
public record TrialResult(
        long seed,
        long steps,
        double seconds,
        long tokens,
        String deciding,
        SequencedMap<String, Double> metrics,
        Optional<String> degenerate) {
    private static final String NAME = "result.json";

    /// The metric that decides.
    public double score() {
        return metrics.getOrDefault(deciding, Double.NaN);
    }

    /// As plain values, for files.
    public SequencedMap<String, Object> describe() {
        var json = new LinkedHashMap<String, Object>();
        json.put("seed", seed);
        json.put("steps", steps);
        json.put("seconds", seconds);
        json.put("tokens", tokens);
        json.put("tokens_per_second", seconds > 0 ? tokens / seconds : 0.0);
        json.put("deciding", deciding);
        var finite = new LinkedHashMap<String, Object>();
        metrics.forEach((name, value) -> finite.put(name, Double.isFinite(value) ? value : String.valueOf(value)));
        json.put("metrics", finite);
        degenerate.ifPresent(reason -> json.put("degenerate", reason));
        return json;
    }

    void write(Path folder) throws IOException {
        AtomicFile.write(folder.resolve(NAME), Json.render(describe()), Storage.DISK);
    }

    /// Reads what [#write] wrote, if the trial in the folder is over.
    static Optional<TrialResult> read(Path folder) throws IOException {
        var file = folder.resolve(NAME);
        if (!Files.exists(file)) return Optional.empty();
        try {
            var json = Json.parse(Files.readAllBytes(file));
            var metrics = new LinkedHashMap<String, Double>();
            if (json.get("metrics") instanceof Map<?, ?> values) {
                values.forEach((name, value) -> metrics.put(
                        String.valueOf(name), value instanceof Number number ? number.doubleValue() : Double.NaN));
            }
            return Optional.of(new TrialResult(
                    number(json, "seed").longValue(),
                    number(json, "steps").longValue(),
                    number(json, "seconds").doubleValue(),
                    number(json, "tokens").longValue(),
                    String.valueOf(json.get("deciding")),
                    metrics,
                    Optional.ofNullable(json.get("degenerate")).map(String::valueOf)));
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static Number number(Map<String, Object> json, String name) throws IOException {
        if (json.get(name) instanceof Number number) return number;
        throw new IOException("\"" + name + "\" must be a number");
    }
}
