// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.product;

import dev.triad.quant.cluster.Clustering;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;

/// Centroids that train: K vectors of d, shared by all blocks they stand for and, where several weights have one
/// codebook, by those.
public final class Codebook implements AutoCloseable {
    /// What the gradient of a centroid is made of.
    public enum Gradient {
        /// The mean over the blocks it stands for, as the paper has it.
        MEAN,
        /// Their sum, as in the released code for linear layers and tables. Adam hardly tells the two apart.
        SUM
    }

    private final Tensor centroids;
    private final Tensor shares;
    private final Gradient gradient;

    /// @param centroids K rows of d
    /// @param populations how many blocks each stands for
    public Codebook(float[] centroids, int blockSize, long[] populations, Gradient gradient, Device device) {
        this.gradient = gradient;
        var inverse = new float[populations.length];
        for (int k = 0; k < inverse.length; k++) inverse[k] = 1f / Math.max(1, populations[k]);
        try (var _ = Scope.open()) {
            this.centroids = Tensors.of(centroids, populations.length, blockSize)
                    .to(device)
                    .copy()
                    .requiresGrad(true)
                    .keep();
            shares =
                    Tensors.of(inverse, populations.length, 1).to(device).copy().keep();
        }
    }

    /// The centroids that clustering found.
    public Codebook(Clustering found, Gradient gradient, Device device) {
        this(found.centroids(), found.blockSize(), found.populations(), gradient, device);
    }

    /// The trained tensor [K, d].
    public Tensor centroids() {
        return centroids;
    }

    /// d.
    public int blockSize() {
        return Math.toIntExact(centroids.size(1));
    }

    /// K.
    public int size() {
        return Math.toIntExact(centroids.size(0));
    }

    /// The blocks with these codes: [N] (i32) → [N, d].
    Tensor blocks(Tensor codes) {
        return source().index_select(0, codes);
    }

    /// The centroids; for averaged gradients as an operation whose derivative is one over the population, and in
    /// whose result the centroids themselves are then written.
    private Tensor source() {
        if (gradient == Gradient.SUM) return centroids;
        var scaled = centroids.mul(shares);
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            scaled.detach().copy_(centroids);
        }
        return scaled;
    }

    /// Overwrites the centroids.
    void assign(Tensor values) {
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            if (!java.util.Arrays.equals(values.shape(), centroids.shape())) {
                throw new IllegalArgumentException("the codebook is " + centroids + ", the saved one " + values);
            }
            centroids.copy_(values.to(DType.F32));
        }
    }

    @Override
    public void close() {
        centroids.close();
        shares.close();
    }
}
