// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.cluster;

/// Finds the nearest centroid of a block: the one with the largest `x · c − |c|² / 2`, the first of equals. Blocks
/// must be finite.
///
/// Scores of all centroids are computed side by side, four dimensions at a time, in loops that C2 turns into vector
/// code; none of it depends on other blocks. Not for several threads at once.
public final class Search {
    private final int blockSize;
    private final int count;
    private final float[][] columns;
    private final float[] halves;
    private final float[] scores;

    /// @param centroids rows of `blockSize`
    public Search(float[] centroids, int blockSize) {
        this.blockSize = blockSize;
        count = centroids.length / blockSize;
        columns = new float[blockSize][count];
        halves = new float[count];
        scores = new float[count];
        for (int k = 0; k < count; k++) {
            double squares = 0;
            for (int j = 0; j < blockSize; j++) {
                float value = centroids[k * blockSize + j];
                columns[j][k] = value;
                squares += value * (double) value;
            }
            halves[k] = (float) (-squares / 2);
        }
    }

    /// The number of the centroid nearest to the block at `offset`.
    public int nearest(float[] values, int offset) {
        int j = 0;
        float[] from = halves;
        for (; j + 4 <= blockSize; j += 4) {
            int at = offset + j;
            four(
                    from,
                    scores,
                    columns[j],
                    columns[j + 1],
                    columns[j + 2],
                    columns[j + 3],
                    values[at],
                    values[at + 1],
                    values[at + 2],
                    values[at + 3],
                    count);
            from = scores;
        }
        for (; j < blockSize; j++) {
            one(from, scores, columns[j], values[offset + j], count);
            from = scores;
        }
        int best = 0;
        float most = scores[0];
        for (int k = 1; k < count; k++) {
            if (scores[k] > most) {
                most = scores[k];
                best = k;
            }
        }
        return best;
    }

    private static void four(
            float[] from,
            float[] scores,
            float[] column0,
            float[] column1,
            float[] column2,
            float[] column3,
            float x0,
            float x1,
            float x2,
            float x3,
            int count) {
        for (int k = 0; k < count; k++) {
            scores[k] = Math.fma(
                    x3,
                    column3[k],
                    Math.fma(x2, column2[k], Math.fma(x1, column1[k], Math.fma(x0, column0[k], from[k]))));
        }
    }

    private static void one(float[] from, float[] scores, float[] column, float x, int count) {
        for (int k = 0; k < count; k++) scores[k] = Math.fma(x, column[k], from[k]);
    }
}
