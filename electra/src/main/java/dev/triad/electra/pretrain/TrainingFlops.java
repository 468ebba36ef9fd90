// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.TokenBatch;

/// Counts the floating-point operations of pretraining, so that runs can be compared at equal compute.
///
/// Counted are matrix products, a multiply-add as two operations: linear layers on the tokens that are computed,
/// attention on rows of the batch's length, output layers where they are computed. A training step costs three times
/// its forward pass. Lookups, norms, activations, sampling and the optimiser are left out, which are a few per cent.
public final class TrainingFlops {
    private static final double TRAINING = 3;

    private TrainingFlops() {}

    /// One training step on a micro-batch.
    public static double of(PretrainingModel model, PretrainingBatch batch) {
        var rows = batch.original();
        double tokens = (double) batch.originalTokens().length;
        var sizes = model.main().config().encoder();
        double chosen = batch.chosen().length;
        double forward = encoder(sizes, rows, tokens)
                + switch (model.objective()) {
                    case ELECTRA -> detector(sizes, tokens);
                    case ELECTRA_15 -> detector(sizes, chosen);
                    case MLM, REPLACE_MLM -> vocabulary(sizes, chosen);
                    case ALL_TOKENS_MLM -> vocabulary(sizes, tokens) + 2 * sizes.hiddenSize() * tokens;
                };
        if (model.objective().hasGenerator()) {
            var its = model.generator().config().encoder();
            forward += encoder(its, rows, tokens) + vocabulary(its, chosen);
        }
        return TRAINING * forward;
    }

    /// The forward pass of an encoder.
    static double encoder(EncoderConfig sizes, TokenBatch rows, double tokens) {
        double h = sizes.hiddenSize();
        double linear = 4 * h * h + 2 * h * sizes.intermediateSize();
        double attention = 2 * (double) rows.rows() * rows.length() * rows.length() * h;
        double projection = sizes.projects() ? sizes.embeddingSize() * h : 0;
        return 2 * (tokens * (sizes.numHiddenLayers() * linear + projection) + sizes.numHiddenLayers() * attention);
    }

    private static double detector(EncoderConfig sizes, double tokens) {
        return 2 * tokens * sizes.hiddenSize() * (sizes.hiddenSize() + 1.0);
    }

    private static double vocabulary(EncoderConfig sizes, double tokens) {
        return 2 * tokens * sizes.embeddingSize() * ((double) sizes.hiddenSize() + sizes.vocabSize());
    }
}
