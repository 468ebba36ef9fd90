// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.torch.optim.AdamConfig;
import dev.triad.torch.optim.Schedule;
import dev.triad.torch.train.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// How tasks are learned (Clark et al. 2020, appendix B, table 7).
///
/// @param epochs how often every row is seen; fractions end within an epoch
/// @param batch rows of a step
/// @param microBatch rows that are computed at once
/// @param learningRate highest rate, of the head
/// @param layerDecay layer-wise decay of the rate, see [LayerwiseDecay]
/// @param decayMode how layer-wise decay counts layers
/// @param warmup share of the steps in which the rate climbs
/// @param weightDecay decoupled weight decay
/// @param clipNorm largest gradient norm, 0 for no clipping
/// @param sum whether a step's loss is the sum over its answers, as in the original, instead of their mean
/// @param frozenLayers how many of the lowest layers, with the embeddings, stay as they are
/// @param recompute whether layers are computed again for their gradients, to save memory
/// @param evaluations evaluations per epoch
/// @param patience evaluations without a better metric after which training ends early; 0 for never
/// @param checkpointEvery steps between checkpoints
/// @param logEvery steps between log lines
public record FineTuningSettings(
        double epochs,
        int batch,
        int microBatch,
        double learningRate,
        double layerDecay,
        LayerwiseDecay.Mode decayMode,
        double warmup,
        double weightDecay,
        double clipNorm,
        boolean sum,
        int frozenLayers,
        boolean recompute,
        int evaluations,
        int patience,
        long checkpointEvery,
        long logEvery) {
    public FineTuningSettings {
        require(epochs > 0 && epochs < 1e6, "epochs must be above 0", epochs);
        require(batch >= 1, "the batch must have at least one row", batch);
        require(microBatch >= 1, "the micro-batch must have at least one row", microBatch);
        require(learningRate > 0 && learningRate < 1, "the learning rate must be between 0 and 1", learningRate);
        require(layerDecay > 0 && layerDecay <= 1, "the layer-wise decay must be in (0, 1]", layerDecay);
        require(warmup >= 0 && warmup < 1, "the warm-up must be a share of the steps in [0, 1)", warmup);
        require(weightDecay >= 0, "the weight decay must not be negative", weightDecay);
        require(clipNorm >= 0, "the clipping norm must not be negative", clipNorm);
        require(frozenLayers >= 0, "frozen layers must not be negative", frozenLayers);
        require(evaluations >= 1, "there must be at least one evaluation per epoch", evaluations);
        require(patience >= 0, "patience must not be negative", patience);
    }

    private static void require(boolean holds, String rule, Number value) {
        if (!holds) throw new IllegalArgumentException(rule + ", got " + value);
    }

    /// What the paper uses for an encoder of that size: rates of 3e-4 (small), 1e-4 (base) and 5e-5 (large),
    /// layer-wise decay of 0.8, for large 0.9.
    public static FineTuningSettings of(EncoderConfig encoder) {
        boolean small = encoder.hiddenSize() <= 256;
        boolean large = encoder.hiddenSize() > 768;
        return new FineTuningSettings(
                3,
                32,
                32,
                small ? 3e-4 : large ? 5e-5 : 1e-4,
                large ? 0.9 : 0.8,
                LayerwiseDecay.Mode.CORRECTED,
                0.1,
                0.01,
                1,
                false,
                0,
                false,
                1,
                0,
                500,
                10);
    }

    /// The same for another number of epochs.
    public FineTuningSettings withEpochs(double epochs) {
        return new FineTuningSettings(
                epochs,
                batch,
                microBatch,
                learningRate,
                layerDecay,
                decayMode,
                warmup,
                weightDecay,
                clipNorm,
                sum,
                frozenLayers,
                recompute,
                evaluations,
                patience,
                checkpointEvery,
                logEvery);
    }

    /// The same with another highest rate.
    public FineTuningSettings withLearningRate(double learningRate) {
        return new FineTuningSettings(
                epochs,
                batch,
                microBatch,
                learningRate,
                layerDecay,
                decayMode,
                warmup,
                weightDecay,
                clipNorm,
                sum,
                frozenLayers,
                recompute,
                evaluations,
                patience,
                checkpointEvery,
                logEvery);
    }

    /// Optimiser steps in all.
    public long steps(long stepsPerEpoch) {
        return Math.max(1, Math.round(epochs * stepsPerEpoch));
    }

    /// The training plan of a run.
    ///
    /// @param layers layers of the encoder
    /// @param deciding the metric that decides which checkpoint is best
    public TrainingPlan plan(long stepsPerEpoch, int layers, long seed, String deciding) {
        long steps = steps(stepsPerEpoch);
        var decay = new LayerwiseDecay(layerDecay, decayMode, layers);
        var schedule = Schedule.polynomial(learningRate, steps, (long) (warmup * steps), 1);
        return TrainingPlan.of(steps, learningRate)
                .withSeed(seed)
                .withOptimiser(AdamConfig.electra().withWeightDecay(weightDecay), decay::rule, schedule)
                .withClipNorm(clipNorm)
                .withIntervals(logEvery, Math.max(1, Math.ceilDiv(stepsPerEpoch, evaluations)), checkpointEvery, 1)
                .withBest(deciding, true)
                .withPatience(patience);
    }

    /// The settings by name, for files.
    public SequencedMap<String, Object> describe() {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("epochs", epochs);
        settings.put("batch", batch);
        settings.put("micro_batch", microBatch);
        settings.put("learning_rate", learningRate);
        settings.put("layer_decay", layerDecay);
        settings.put("layer_decay_mode", decayMode.toString());
        settings.put("warmup", warmup);
        settings.put("weight_decay", weightDecay);
        settings.put("clip_norm", clipNorm);
        settings.put("loss_reduction", sum ? "sum" : "mean");
        settings.put("frozen_layers", frozenLayers);
        settings.put("evaluations_per_epoch", evaluations);
        settings.put("patience", patience);
        return settings;
    }
}
