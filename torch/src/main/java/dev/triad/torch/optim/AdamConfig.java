// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.optim;

/// Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019), in the variant a paper
/// used.
///
/// All three variants are `p ← p (1 − decay) − size · m / (√v + ε')`; they differ in what the three numbers are,
/// see [Variant].
///
/// @param variant which numbers
/// @param beta1 decay of the mean of gradients
/// @param beta2 decay of the mean of squared gradients
/// @param epsilon added to √v
/// @param weightDecay default decay per unit of learning rate, where a parameter's rule does not say otherwise
public record AdamConfig(Variant variant, double beta1, double beta2, double epsilon, double weightDecay) {
    /// Which numbers enter the update; lr is the learning rate, t counts updates from 1,
    /// c₁ = 1 − β₁ᵗ, c₂ = 1 − β₂ᵗ.
    public enum Variant {
        /// PyTorch's AdamW: size lr √c₂ / c₁, ε' = ε √c₂, decay lr · wd.
        ADAMW,
        /// ELECTRA's (and BERT's): no bias correction; size lr, ε' = ε, decay lr · wd.
        ELECTRA,
        /// Jukebox's (Apex FusedAdam, ε outside the square root): size lr √c₂ / c₁, ε' = ε, decay size · wd.
        JUKEBOX
    }

    public AdamConfig {
        if (!(beta1 >= 0 && beta1 < 1) || !(beta2 >= 0 && beta2 < 1)) {
            throw new IllegalArgumentException("betas must be in [0, 1), got " + beta1 + " and " + beta2);
        }
        if (!(epsilon > 0)) throw new IllegalArgumentException("epsilon must be positive, got " + epsilon);
        if (!(weightDecay >= 0))
            throw new IllegalArgumentException("weight decay must not be negative, got " + weightDecay);
    }

    /// PyTorch's defaults for AdamW.
    public static AdamConfig adamW() {
        return new AdamConfig(Variant.ADAMW, 0.9, 0.999, 1e-8, 0.01);
    }

    /// ELECTRA's pretraining and fine-tuning optimiser.
    public static AdamConfig electra() {
        return new AdamConfig(Variant.ELECTRA, 0.9, 0.999, 1e-6, 0.01);
    }

    /// Jukebox's optimiser for the codec; its priors use a smaller beta2.
    public static AdamConfig jukebox() {
        return new AdamConfig(Variant.JUKEBOX, 0.9, 0.999, 1e-8, 0);
    }

    public AdamConfig withBeta2(double value) {
        return new AdamConfig(variant, beta1, value, epsilon, weightDecay);
    }

    public AdamConfig withEpsilon(double value) {
        return new AdamConfig(variant, beta1, beta2, value, weightDecay);
    }

    public AdamConfig withWeightDecay(double value) {
        return new AdamConfig(variant, beta1, beta2, epsilon, value);
    }

    /// The three numbers of update `t`.
    Update update(long t, double learningRate, double weightDecay) {
        double correction1 = 1 - Math.pow(beta1, (double) t);
        double correction2 = Math.sqrt(1 - Math.pow(beta2, (double) t));
        double corrected = learningRate * correction2 / correction1;
        return switch (variant) {
            case ADAMW -> new Update(corrected, epsilon * correction2, learningRate * weightDecay);
            case ELECTRA -> new Update(learningRate, epsilon, learningRate * weightDecay);
            case JUKEBOX -> new Update(corrected, epsilon, corrected * weightDecay);
        };
    }

    /// `p ← p (1 − decay) − size · m / (√v + epsilon)`.
    record Update(double size, double epsilon, double decay) {}
}
