// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.electra.finetune.Trials.Finished;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What some trials have in common.
///
/// @param trials the trials
/// @param spreads each metric over the trials
public record TrialsSummary(List<Finished> trials, SequencedMap<String, Spread> spreads) {
    /// Where values of a metric lie.
    ///
    /// @param deviation standard deviation of the values around their mean, over n − 1; 0 for one value
    public record Spread(double median, double mean, double deviation, double lowest, double highest) {
        static Spread of(double[] values) {
            var sorted = values.clone();
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
            double mean = Arrays.stream(sorted).average().orElse(Double.NaN);
            double squares = Arrays.stream(sorted)
                    .map(value -> (value - mean) * (value - mean))
                    .sum();
            double deviation = sorted.length == 1 ? 0 : Math.sqrt(squares / (sorted.length - 1));
            return new Spread(median, mean, deviation, sorted[0], sorted[sorted.length - 1]);
        }
    }

    /// Sums up finished trials.
    public static TrialsSummary of(List<Finished> trials) {
        var spreads = new LinkedHashMap<String, Spread>();
        for (var name : trials.getFirst().result().metrics().keySet()) {
            double[] values = trials.stream()
                    .mapToDouble(trial -> trial.result().metrics().getOrDefault(name, Double.NaN))
                    .toArray();
            spreads.put(name, Spread.of(values));
        }
        return new TrialsSummary(List.copyOf(trials), spreads);
    }

    /// The trial with the highest deciding metric, the first of equals.
    public Finished best() {
        var best = trials.getFirst();
        for (var trial : trials) {
            if (trial.result().score() > best.result().score()
                    || Double.isNaN(best.result().score())) best = trial;
        }
        return best;
    }

    /// As plain values, for files.
    SequencedMap<String, Object> describe() {
        var json = new LinkedHashMap<String, Object>();
        spreads.forEach((name, spread) -> {
            if (!Double.isFinite(spread.mean)) return;
            var values = new LinkedHashMap<String, Object>();
            values.put("median", spread.median);
            values.put("mean", spread.mean);
            values.put("standard_deviation", spread.deviation);
            values.put("lowest", spread.lowest);
            values.put("highest", spread.highest);
            json.put(name, values);
        });
        return json;
    }
}
