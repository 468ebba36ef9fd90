// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.core.model.packed.WeightScheme;
import dev.triad.quant.plan.PlannedWeight;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Weights as people read them: one line for those that have one name in every layer and are stored the same way.
final class KindTable {
    private record Key(String kind, String scheme) {}

    private static final class Line {
        private int weights;
        private long count;
        private long bytes;
        private double errors;
        private double worst;
        private boolean measured;
    }

    private final Map<Key, Line> lines = new LinkedHashMap<>();

    /// @param bytes the weight's own, shared codebooks left out
    /// @param error the relative squared error, or null where it was not measured
    void add(PlannedWeight weight, WeightScheme scheme, long bytes, @Nullable Double error) {
        var line = lines.computeIfAbsent(new Key(weight.kind(), scheme.toString()), _ -> new Line());
        line.weights++;
        line.count += weight.shape().count();
        line.bytes += bytes;
        if (error != null) {
            line.measured = true;
            line.errors += error;
            line.worst = Math.max(line.worst, error);
        }
    }

    void print(PrintWriter out) {
        boolean measured = lines.values().stream().anyMatch(line -> line.measured);
        int width = lines.keySet().stream()
                .mapToInt(key -> key.kind().length())
                .max()
                .orElse(10);
        int schemes = lines.keySet().stream()
                .mapToInt(key -> key.scheme().length())
                .max()
                .orElse(10);
        String row = "%-" + width + "s  %-" + schemes + "s %7s %12s %10s %6s%s%n";
        out.printf(row, "weights", "scheme", "count", "numbers", "bytes", "bits", measured ? "    error    worst" : "");
        lines.forEach((key, line) -> out.printf(
                Locale.ROOT,
                row,
                key.kind(),
                key.scheme(),
                line.weights,
                String.format(Locale.ROOT, "%,d", line.count),
                ByteSize.text(line.bytes),
                String.format(Locale.ROOT, "%.2f", 8.0 * line.bytes / line.count),
                line.measured
                        ? String.format(Locale.ROOT, " %8.2g %8.2g", line.errors / line.weights, line.worst)
                        : ""));
    }
}
