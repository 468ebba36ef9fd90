// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.noise;

import dev.triad.quant.cluster.Search;
import dev.triad.quant.scalar.Grids;

/// What happens to the weights that noise strikes, in place. Blocks never cross rows, and a weight is addressed by
/// its running number in the rows.
interface Distortion {
    /// Distorts some consecutive weights.
    ///
    /// @param first the number of the weight at index 0
    /// @param length how many there are: whole blocks
    /// @param struck per block 1 if it is struck, else 0
    void distort(long first, float[] weights, int length, byte[] struck);

    /// This, for one thread alone.
    default Distortion ofThread() {
        return this;
    }

    /// Struck blocks become zero; the others are multiplied by `scale`.
    record Drop(int block, float scale) implements Distortion {
        @Override
        public void distort(long first, float[] weights, int length, byte[] struck) {
            if (scale != 1) multiply(weights, length, scale);
            for (int i = 0, at = 0; at < length; i++, at += block) {
                if (struck[i] == 0) continue;
                for (int j = at; j < at + block; j++) weights[j] = 0;
            }
        }

        private static void multiply(float[] weights, int length, float scale) {
            for (int i = 0; i < length; i++) weights[i] *= scale;
        }
    }

    /// Struck blocks become the same one.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Replace(float[] mean) implements Distortion {
        @Override
        public void distort(long first, float[] weights, int length, byte[] struck) {
            for (int i = 0, at = 0; at < length; i++, at += mean.length) {
                if (struck[i] != 0) System.arraycopy(mean, 0, weights, at, mean.length);
            }
        }
    }

    /// Struck weights are rounded to their grid.
    record Round(Grids grids) implements Distortion {
        @Override
        public void distort(long first, float[] weights, int length, byte[] struck) {
            for (int from = 0; from < length; ) {
                var grid = grids.at(first + from);
                int to = (int) Math.min(length, from + grids.span() - (first + from) % grids.span());
                for (int i = from; i < to; i++) if (struck[i] != 0) weights[i] = grid.nearest(weights[i]);
                from = to;
            }
        }
    }

    /// Rounding as in the released code: everything is clipped to the grid's range, and what is struck also moves
    /// by its rounding error, which counts the clipping a second time.
    record RoundLegacy(Grids grids) implements Distortion {
        @Override
        public void distort(long first, float[] weights, int length, byte[] struck) {
            for (int i = 0; i < length; i++) {
                var grid = grids.at(first + i);
                float weight = weights[i];
                float clipped = Math.clamp(weight, grid.lowest(), grid.highest());
                weights[i] = struck[i] == 0 ? clipped : clipped + (grid.nearest(weight) - weight);
            }
        }
    }

    /// Struck blocks become the nearest entry of a codebook.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Encode(float[] centroids, int block, Search search) implements Distortion {
        Encode(float[] centroids, int block) {
            this(centroids, block, new Search(centroids, block));
        }

        @Override
        public void distort(long first, float[] weights, int length, byte[] struck) {
            for (int i = 0, at = 0; at < length; i++, at += block) {
                if (struck[i] == 0) continue;
                System.arraycopy(centroids, search.nearest(weights, at) * block, weights, at, block);
            }
        }

        @Override
        public Distortion ofThread() {
            return new Encode(centroids, block);
        }
    }
}
