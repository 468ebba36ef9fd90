// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.noise;

import java.util.Arrays;
import java.util.Locale;

/// What a weight that noise strikes turns into.
public enum NoiseKind {
    /// Rounded to an 8-bit grid, each weight by itself.
    INT8,
    /// Rounded to a 4-bit grid, each weight by itself.
    INT4,
    /// Zero, block by block: the proxy for product quantisation, which needs no codebook.
    PQ,
    /// The nearest entry of the weight's own codebook, block by block.
    PQ_EXACT,
    /// The mean of all blocks of the weight: a codebook with one entry. The paper does not say what its "mean"
    /// noise is; this is ours.
    MEAN,
    /// Nothing: for parameters that are to be left alone.
    NONE;

    /// The kind with this name.
    public static NoiseKind parse(String name) {
        for (var kind : values()) if (kind.toString().equals(name)) return kind;
        throw new IllegalArgumentException("noise must be one of "
                + String.join(
                        ", ", Arrays.stream(values()).map(Object::toString).toList()) + ", not '" + name + "'");
    }

    /// Whether weights are rounded one by one.
    public boolean isScalar() {
        return this == INT8 || this == INT4;
    }

    /// Bits of a scalar kind's grid.
    int bits() {
        return this == INT4 ? 4 : 8;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
