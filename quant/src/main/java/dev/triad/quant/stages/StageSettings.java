// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.stages;

import dev.triad.quant.cluster.KMeans;
import dev.triad.quant.product.Codebook;
import dev.triad.torch.train.TrainingPlan;
import org.jspecify.annotations.Nullable;

/// How a model is compressed in stages.
///
/// @param training how it trains after each stage, with a fresh optimiser and the schedule from its start; null
///     for not at all
/// @param gradient what the gradients of centroids are made of
/// @param iterations of k-means
/// @param manner of k-means
/// @param seed of k-means and, with the stage's number added, of training
public record StageSettings(
        @Nullable TrainingPlan training, Codebook.Gradient gradient, int iterations, KMeans.Manner manner, long seed) {
    public StageSettings {
        if (iterations < 1)
            throw new IllegalArgumentException("k-means needs at least one iteration, got " + iterations);
        if (training != null && training.averageDecay() > 0) {
            throw new IllegalArgumentException("codebooks are not averaged: train stages without a weight average");
        }
    }
}
