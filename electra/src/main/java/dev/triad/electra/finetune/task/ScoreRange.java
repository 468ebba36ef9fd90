// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.task;

/// The scale of a task's scores. Models are trained on 0…1, as the original trains STS-B on fifths; people
/// see the task's own scale.
///
/// @param low the score that becomes 0
/// @param high the score that becomes 1
public record ScoreRange(double low, double high) {
    /// Scores as they are.
    public static final ScoreRange UNIT = new ScoreRange(0, 1);

    public ScoreRange {
        if (!Double.isFinite(low) || !Double.isFinite(high) || !(high > low)) {
            throw new IllegalArgumentException("a range of scores must rise, got " + low + " to " + high);
        }
    }

    /// From the task's scale to the model's.
    public double toModel(double score) {
        return (score - low) / (high - low);
    }

    /// From the model's scale to the task's.
    public double toTask(double value) {
        return low + value * (high - low);
    }
}
