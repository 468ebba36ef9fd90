// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import java.util.Arrays;
import java.util.Locale;

/// Where the biases of the output layers begin.
public enum OutputBias {
    /// At zero, as published.
    ZERO,
    /// At what is known before training: logarithms of the tokens' frequencies for whoever guesses tokens, the log
    /// odds of the chosen share for the discriminator.
    BASE_RATES;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The start with this name.
    public static OutputBias parse(String name) {
        for (var start : values()) if (start.toString().equals(name)) return start;
        throw new IllegalArgumentException("output_bias must be one of "
                + String.join(
                        ", ", Arrays.stream(values()).map(Object::toString).toList()) + ", not '" + name + "'");
    }
}
