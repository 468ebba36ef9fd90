// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Looks at evaluations for the ways in which this kind of training dies quietly. Early in a run the discriminator
/// always calls everything original, and the generator knows nothing; that is no illness until the warm-up and a
/// fifth of the run are over, and a single bad evaluation is none either.
final class Health {
    /// Evaluations in a row that must be bad.
    private static final int PATIENCE = 3;

    /// Steps that are too few to tell an illness from a slow start, and too cheap to be worth saving.
    private static final long FIRST = 500;

    private final long judged;
    private final double uniformLoss;
    private int blind;
    private int frozen;
    private int certain;

    /// @param warmup steps of the learning rate's warm-up
    /// @param steps of the whole run
    /// @param vocabSize tokens of the vocabulary
    Health(long warmup, long steps, int vocabSize) {
        this.judged = Math.max(FIRST, Math.max(2 * warmup, steps / 5));
        this.uniformLoss = Math.log(vocabSize);
    }

    /// What is wrong after an evaluation, in words that say what to do; nothing while all is well.
    Optional<String> diagnose(long step, Map<String, Double> metrics) {
        for (var metric : metrics.entrySet()) {
            if (!Double.isFinite(metric.getValue())) {
                return Optional.of("the held-out " + metric.getKey() + " became " + metric.getValue()
                        + "; lower learning_rate or lengthen warmup_steps");
            }
        }
        if (step < judged) return Optional.empty();
        double auc = metrics.getOrDefault("discriminator_auc", 1.0);
        double predicted = metrics.getOrDefault("predicted", 0.5);
        double loss = metrics.getOrDefault("discriminator_loss", 0.0);
        double base = metrics.getOrDefault("base_rate_loss", Double.MAX_VALUE);
        // A detector that ranks no better than chance and loses what the base rate loses has learned one class.
        blind = auc < 0.55 && loss > 0.98 * base && (predicted < 1e-3 || predicted > 1 - 1e-3) ? blind + 1 : 0;
        if (blind >= PATIENCE) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "the discriminator collapsed to one class: it calls %.1f%% of the tokens replaced (%.1f%% are), its"
                            + " AUC is %.3f; a generator as wide as the discriminator does this (generator_size), and"
                            + " so does too high a learning_rate",
                    100 * predicted,
                    100 * metrics.getOrDefault("replaced", 0.0),
                    auc));
        }
        double guess = metrics.getOrDefault("generator_loss", 0.0);
        frozen = guess > 0.98 * uniformLoss ? frozen + 1 : 0;
        if (frozen >= PATIENCE) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "the generator has learned nothing: its loss is %.2f, that of a uniform guess %.2f; raise"
                            + " learning_rate or look at the data",
                    guess,
                    uniformLoss));
        }
        double entropy = metrics.getOrDefault("generator_entropy", Double.MAX_VALUE);
        double accuracy = metrics.getOrDefault("masked_accuracy", 1.0);
        certain = entropy < 0.05 && accuracy < 0.5 ? certain + 1 : 0;
        if (certain >= PATIENCE) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "the generator collapsed: the entropy of its guesses is %.3f nats though only %.1f%% are right;"
                            + " lower learning_rate",
                    entropy,
                    100 * accuracy));
        }
        return Optional.empty();
    }
}
