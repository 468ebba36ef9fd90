// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.task;

import java.util.List;

/// A question that is asked about each row of some data.
///
/// @param name "sst2", or what the user calls it; folders and log lines have it
/// @param problem what kind of question
/// @param labels the answers in the order of the model's logits; one, "score", for numbers
/// @param metrics what is measured; the first decides which checkpoint is best
/// @param range scale of the scores, where answers are numbers
/// @param symmetric whether the two texts of a pair may be swapped without changing the answer
public record Task(
        String name, Problem problem, List<String> labels, List<Metric> metrics, ScoreRange range, boolean symmetric) {
    /// The only "label" of a number.
    public static final List<String> SCORE = List.of("score");

    public Task {
        labels = List.copyOf(labels);
        metrics = List.copyOf(metrics);
        if (name.isEmpty() || !name.matches("[A-Za-z0-9._-]+") || name.startsWith(".")) {
            throw new IllegalArgumentException(
                    "a task's name must be letters, digits, dots, dashes and underscores, got '" + name + "'");
        }
        if (labels.isEmpty() || metrics.isEmpty()) {
            throw new IllegalArgumentException("task " + name + " needs labels and metrics");
        }
        if (problem == Problem.SINGLE_LABEL && labels.size() < 2) {
            throw new IllegalArgumentException(
                    "task " + name + " has one class only, '" + labels.getFirst() + "'; there is nothing to learn");
        }
    }

    /// A task measured as tasks of its kind usually are.
    public static Task of(String name, Problem problem, List<String> labels, ScoreRange range) {
        var metrics = switch (problem) {
            case SINGLE_LABEL ->
                labels.size() == 2
                        ? List.of(Metric.ACCURACY, Metric.F1, Metric.MATTHEWS)
                        : List.of(Metric.ACCURACY, Metric.MACRO_F1);
            case MULTI_LABEL -> List.of(Metric.MICRO_F1, Metric.EXACT_MATCH);
            case REGRESSION -> List.of(Metric.PEARSON, Metric.SPEARMAN);
            case TAGGING -> List.of(Metric.SPAN_F1, Metric.TAG_ACCURACY);
        };
        return new Task(name, problem, labels, metrics, range, false);
    }

    /// The metric that decides.
    public Metric deciding() {
        return metrics.getFirst();
    }

    /// The same task with another metric in front.
    public Task decidedBy(Metric metric) {
        var order = new java.util.ArrayList<Metric>();
        order.add(metric);
        metrics.stream().filter(other -> other != metric).forEach(order::add);
        return new Task(name, problem, labels, order, range, symmetric);
    }

    public Task withSymmetric(boolean swaps) {
        return new Task(name, problem, labels, metrics, range, swaps);
    }

    public Task withMetrics(Metric... wanted) {
        return new Task(name, problem, labels, List.of(wanted), range, symmetric);
    }

    /// The number of a label among the logits, or -1.
    public int label(String text) {
        return labels.indexOf(text);
    }
}
