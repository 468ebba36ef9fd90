// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.scalar;

import java.util.Arrays;
import java.util.Locale;

/// Which weights share a grid, and how its range is found.
public enum Granularity {
    /// One grid for the whole weight, from its smallest to its largest value.
    TENSOR,
    /// One grid for the whole weight, over the range that [RangeSearch] finds.
    HISTOGRAM,
    /// One grid per output.
    CHANNEL,
    /// One grid per 32 consecutive weights of an output.
    GROUP_32,
    /// One grid per 64 consecutive weights of an output.
    GROUP_64,
    /// One grid per 128 consecutive weights of an output.
    GROUP_128;

    /// The kind of grids with this name.
    public static Granularity parse(String name) {
        for (var kind : values()) if (kind.toString().equals(name)) return kind;
        throw new IllegalArgumentException("grids must be one of "
                + String.join(
                        ", ", Arrays.stream(values()).map(Object::toString).toList()) + ", not '" + name + "'");
    }

    /// How many consecutive weights share a grid.
    ///
    /// @param rows outputs of the weight
    /// @param columns weights of each
    public long span(long rows, long columns) {
        return switch (this) {
            case TENSOR, HISTOGRAM -> Math.max(1, rows * columns);
            case CHANNEL -> columns;
            case GROUP_32 -> 32;
            case GROUP_64 -> 64;
            case GROUP_128 -> 128;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
