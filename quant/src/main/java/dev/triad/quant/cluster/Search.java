// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.cluster;

/// Finds the nearest centroid of a block: the one with the largest `x · c − |c|² / 2`, the first of equals.
///
/// Scores of all centroids are computed side by side, four dimensions at a time, in loops that C2 turns into vector
/// code; none of it depends on other blocks. Not for several threads at once.
public final class Search {
    private final int blockSize;
    private final int count;
    private final float[][] columns;
    private final float[] halves;
    private final float[] scores;
    private final float[] largest;

    /// @param centroids rows of `blockSize`
    public Search(float[] centroids, int blockSize) {
        this.blockSize = blockSize;
        count = centroids.length / blockSize;
        columns = new float[blockSize][count];
        halves = new float[count];
        scores = new float[count];
        largest = new float[count];
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
        float best = maximum();
        for (int k = 0; k < count; k++) if (scores[k] == best) return k;
        throw new IllegalArgumentException("blocks must be finite numbers");
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

    /// Halves the field again and again; what cannot be halved is compared one by one.
    private float maximum() {
        int length = count;
        float[] field = scores;
        while (length >= 32 && length % 2 == 0) {
            length /= 2;
            halve(field, largest, length);
            field = largest;
        }
        float best = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < length; i++) best = Math.max(best, field[i]);
        return best;
    }

    private static void halve(float[] field, float[] into, int half) {
        for (int i = 0; i < half; i++) into[i] = Math.max(field[i], field[i + half]);
    }
}
