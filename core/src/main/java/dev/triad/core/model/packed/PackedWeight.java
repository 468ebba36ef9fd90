// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import java.lang.foreign.MemorySegment;
import java.util.SequencedMap;

/// A weight as it is stored. Its bulk lies where it came from, be it an array or a mapped file, and is not copied;
/// scales and codebooks, which are small, are floats in memory. Immutable.
///
/// ```java
/// switch (weight) {
///     case DenseWeight dense -> …
///     case Int8Weight int8 -> …
///     case Int4Weight int4 -> …
///     case ProductWeight product -> …
/// }
/// ```
public sealed interface PackedWeight permits DenseWeight, Int8Weight, Int4Weight, ProductWeight {
    /// The dimensions of the weight.
    WeightShape shape();

    /// How it is stored.
    WeightScheme scheme();

    /// Computes one row of the matrix.
    ///
    /// @param row 0 to [WeightShape#rows()] − 1
    /// @param target where the row's [WeightShape#columns()] floats go
    /// @param offset index of the first
    void decodeRow(int row, float[] target, int offset);

    /// The bytes of its tensors, by the names that [WeightScheme#parts] gives them.
    ///
    /// @param name the name of the weight
    SequencedMap<String, MemorySegment> tensors(String name);

    /// Computes all of it, row by row.
    ///
    /// @throws IllegalStateException when it has more numbers than an array
    default float[] decode() {
        long count = shape().count();
        if (count > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("a weight of " + count + " numbers is too long for an array");
        }
        var numbers = new float[(int) count];
        int columns = shape().columns();
        for (int row = 0; row < shape().rows(); row++) {
            decodeRow(row, numbers, row * columns);
        }
        return numbers;
    }
}
