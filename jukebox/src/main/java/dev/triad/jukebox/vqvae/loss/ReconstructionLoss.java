// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.loss;

import dev.triad.torch.tensor.Tensor;

/// How far samples are apart: a mix of the mean square, of the mean of the largest squares of each example, and
/// of the mean absolute difference.
///
/// @param square weight of l2
/// @param largest weight of linf
/// @param absolute weight of l1
/// @param largestCount how many of an example's squared errors linf looks at
public record ReconstructionLoss(double square, double largest, double absolute, int largestCount) {
    public ReconstructionLoss {
        if (square < 0 || largest < 0 || absolute < 0 || square + largest + absolute <= 0) {
            throw new IllegalArgumentException("the weights l2, linf and l1 must be 0 or more and not all 0, not "
                    + square + ", " + largest + " and " + absolute);
        }
        if (largestCount < 1) throw new IllegalArgumentException("linf_k must be at least 1, not " + largestCount);
    }

    /// The released codec's: l2 + 0.02 linf over 2048 samples.
    public static ReconstructionLoss jukebox() {
        return new ReconstructionLoss(1, 0.02, 0, 2048);
    }

    /// The mean over a batch of originals and reconstructions [B, T], in units of the bandwidth.
    public Tensor distance(Tensor original, Tensor reconstruction, Bandwidth bandwidth) {
        var difference = reconstruction.sub(original);
        var squares = difference.square();
        var sum = squares.mean().mul(square / bandwidth.square());
        if (largest > 0) {
            sum = sum.add(largest(squares, largestCount).mul(largest / bandwidth.square()));
        }
        if (absolute > 0) sum = sum.add(difference.abs().mean().mul(absolute / bandwidth.absolute()));
        return sum;
    }

    /// The mean of the `count` largest of each row of squares [B, T].
    static Tensor largest(Tensor squares, int count) {
        return squares.topk(Math.min(count, squares.size(1))).values().mean();
    }
}
