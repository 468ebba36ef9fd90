// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.cluster;

import java.util.Arrays;

/// Blocks with the centroids that stand for them.
///
/// @param blockSize d, weights in a block
/// @param centroids K rows of d
/// @param codes per block the number of its centroid, unsigned; blocks run through the rows of the weight
/// @param populations K, how many blocks each centroid stands for
/// @param trajectory the error ‖W − Ŵ‖ after each iteration
/// @param error the error at the end
/// @param norm ‖W‖
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Clustering(
        int blockSize,
        float[] centroids,
        byte[] codes,
        long[] populations,
        double[] trajectory,
        double error,
        double norm) {
    /// K.
    public int size() {
        return centroids.length / blockSize;
    }

    /// How many centroids stand for nothing, because there are fewer different blocks.
    public int unresolved() {
        return (int)
                Arrays.stream(populations).filter(population -> population == 0).count();
    }

    /// Squared error as a share of the squared weights.
    public double relativeError() {
        return norm == 0 ? 0 : (error / norm) * (error / norm);
    }

    /// The weight that the codes stand for, rows one after the other.
    public float[] decode() {
        var decoded = new float[Math.multiplyExact(codes.length, blockSize)];
        for (int block = 0; block < codes.length; block++) {
            System.arraycopy(centroids, (codes[block] & 0xFF) * blockSize, decoded, block * blockSize, blockSize);
        }
        return decoded;
    }
}
