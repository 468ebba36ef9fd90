// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import java.util.Arrays;
import java.util.List;

/// The dimensions of a weight, and the matrix that they make: rows are outputs (or the entries of a table),
/// everything else is columns. A vector is one row.
///
/// @param dimensions outermost first; none for a scalar
public record WeightShape(List<Integer> dimensions) {
    /// The most dimensions that a weight has: those of a 3-D convolution.
    private static final int HIGHEST_RANK = 5;

    /// @throws IllegalArgumentException when there are too many dimensions, one is below 1, or a row is too long
    public WeightShape {
        dimensions = List.copyOf(dimensions);
        if (dimensions.size() > HIGHEST_RANK) {
            throw new IllegalArgumentException(
                    "a weight has at most " + HIGHEST_RANK + " dimensions, not " + dimensions.size());
        }
        long columns = 1;
        for (int i = 0; i < dimensions.size(); i++) {
            int dimension = dimensions.get(i);
            if (dimension < 1) {
                throw new IllegalArgumentException("shape " + dimensions + " has a dimension below 1");
            }
            columns = i == 0 && dimensions.size() > 1 ? 1 : columns * dimension;
            if (columns > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("shape " + dimensions + " has rows of more than 2^31 - 1 weights");
            }
        }
    }

    /// The shape with those dimensions.
    public static WeightShape of(int... dimensions) {
        return new WeightShape(Arrays.stream(dimensions).boxed().toList());
    }

    /// The shape of a tensor.
    ///
    /// @throws IllegalArgumentException when a dimension does not fit 31 bits
    public static WeightShape of(long[] dimensions) {
        for (long dimension : dimensions) {
            if (dimension < 0 || dimension > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("shape " + Arrays.toString(dimensions)
                        + " has a dimension that is negative or has more than 31 bits");
            }
        }
        return new WeightShape(
                Arrays.stream(dimensions).mapToObj(dimension -> (int) dimension).toList());
    }

    /// The number of dimensions.
    public int rank() {
        return dimensions.size();
    }

    /// Rows of the matrix.
    public int rows() {
        return rank() < 2 ? 1 : dimensions.getFirst();
    }

    /// Weights in a row of the matrix.
    public int columns() {
        int columns = 1;
        for (int i = rank() < 2 ? 0 : 1; i < rank(); i++) {
            columns *= dimensions.get(i);
        }
        return columns;
    }

    /// All weights.
    public long count() {
        return (long) rows() * columns();
    }

    /// The dimensions as a tensor has them.
    public long[] toLongs() {
        return dimensions.stream().mapToLong(Integer::longValue).toArray();
    }

    /// `[768, 3072]`.
    @Override
    public String toString() {
        return dimensions.toString();
    }
}
