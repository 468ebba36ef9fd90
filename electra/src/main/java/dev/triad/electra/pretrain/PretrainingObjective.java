// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import java.util.Arrays;
import java.util.Locale;

/// What the encoder learns from: ELECTRA, and the steps between BERT and ELECTRA by which the paper shows where the
/// gain comes from (Clark et al. 2020, section 3.4).
public enum PretrainingObjective {
    /// Replaced token detection at every position.
    ELECTRA,
    /// Masked language modelling alone, with the full-size encoder: BERT's objective, without the next sentence.
    MLM,
    /// Replaced token detection whose loss counts the chosen positions only.
    ELECTRA_15,
    /// Masked language modelling on an input in which a generator's samples stand where the masks were.
    REPLACE_MLM,
    /// The same, predicting every token, with a gate that copies the input.
    ALL_TOKENS_MLM;

    /// The name on the command line and in configurations: `electra-15`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The objective with this name.
    public static PretrainingObjective parse(String name) {
        for (var objective : values()) if (objective.toString().equals(name)) return objective;
        throw new IllegalArgumentException("objective must be one of "
                + String.join(
                        ", ", Arrays.stream(values()).map(Object::toString).toList()) + ", not '" + name + "'");
    }

    /// Whether a generator proposes replacements.
    public boolean hasGenerator() {
        return this != MLM;
    }

    /// Whether the encoder tells originals from replacements.
    public boolean detects() {
        return this == ELECTRA || this == ELECTRA_15;
    }

    /// The folder of a checkpoint that holds what is fine-tuned.
    public String folder() {
        return detects() ? "discriminator" : "encoder";
    }
}
