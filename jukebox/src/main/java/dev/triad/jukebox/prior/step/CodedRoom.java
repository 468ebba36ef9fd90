// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.step;

import dev.triad.core.model.packed.Codebook;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.kernels.ProductCodebook;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// What matrices in codes have in common: the codebooks that several of them name, and memory to compute in, for one
/// product at a time.
public final class CodedRoom {
    // Not those that change over when they are warm: a step would then not always round alike.
    private final Kernels kernels = Kernels.fastest();

    private final Map<String, ProductCodebook> books = new HashMap<>();
    private float[][] sums = new float[0][];
    private Tables[] tables = new Tables[0];

    /// Where one of a team computes tables.
    ///
    /// @param room for tables as floats, and what lookups keep on the way
    /// @param rounded tables as bytes
    @SuppressWarnings("ArrayRecordComponent") // memory, never compared
    record Tables(float[] room, byte[] rounded) {
        Tables(int length) {
            this(new float[length], new byte[length]);
        }
    }

    Kernels kernels() {
        return kernels;
    }

    ProductCodebook book(Codebook stored) {
        return stored.name()
                .map(name -> books.computeIfAbsent(name, _ -> arranged(stored)))
                .orElseGet(() -> arranged(stored));
    }

    private static ProductCodebook arranged(Codebook stored) {
        return new ProductCodebook(stored.centroids(), stored.block());
    }

    /// Some arrays of at least a length.
    float[][] sums(int count, int length) {
        if (sums.length < count || sums[0].length < length) {
            int most = sums.length == 0 ? length : Math.max(length, sums[0].length);
            sums = new float[Math.max(count, sums.length)][most];
        }
        return sums;
    }

    /// Room for tables of at least a length, for each of a team.
    Tables[] tables(int members, int length) {
        if (tables.length < members || tables[0].room().length < length) {
            tables = new Tables[members];
            Arrays.setAll(tables, _ -> new Tables(length));
        }
        return tables;
    }
}
