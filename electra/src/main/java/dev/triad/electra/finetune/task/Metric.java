// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.task;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a task is measured by. Higher is better for all of them.
public enum Metric {
    /// Share of rows whose class is right.
    ACCURACY,
    /// F1 of the second class of two.
    F1,
    /// Mean over classes of their F1.
    MACRO_F1,
    /// Matthews' correlation between classes; 0 for guessing.
    MATTHEWS,
    /// Linear correlation of numbers.
    PEARSON,
    /// Rank correlation of numbers.
    SPEARMAN,
    /// F1 over all labels of all rows together.
    MICRO_F1,
    /// Share of rows whose set of labels is exactly right.
    EXACT_MATCH,
    /// F1 of whole spans, as CoNLL's tasks count.
    SPAN_F1,
    /// Share of words whose tag is right.
    TAG_ACCURACY;

    /// The metric called `name` ("accuracy", "span_f1").
    public static Metric parse(String name) {
        return Arrays.stream(values())
                .filter(metric -> metric.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown metric '" + name + "'; there are "
                        + Arrays.stream(values()).map(Metric::toString).collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
