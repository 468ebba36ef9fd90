// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.tensor.Tensor;

/// How a parameter's first values are drawn. Values depend on the seed and the parameter's name alone, not on the
/// order in which a model is built.
@FunctionalInterface
public interface Initializer {
    /// Fills `values` (f32, CPU, contiguous).
    void fill(RandomKey key, Tensor values);

    /// All zeros: biases.
    static Initializer zeros() {
        return constant(0);
    }

    /// All ones: gains of layer norms.
    static Initializer ones() {
        return constant(1);
    }

    static Initializer constant(double value) {
        return (_, values) -> values.fill_(value);
    }

    /// Normal with mean 0.
    static Initializer normal(double standardDeviation) {
        return (key, values) -> Draws.normal(key, standardDeviation, values);
    }

    /// Normal with mean 0, redrawn beyond two standard deviations (BERT, ELECTRA).
    static Initializer truncatedNormal(double standardDeviation) {
        return (key, values) -> Draws.truncatedNormal(key, standardDeviation, values);
    }

    /// Uniform in ± `limit`.
    static Initializer uniform(double limit) {
        return (key, values) -> Draws.symmetricUniform(key, limit, values);
    }

    /// Glorot and Bengio (2010): uniform in ± √(6 / (fanIn + fanOut)).
    static Initializer glorotUniform(long fanIn, long fanOut) {
        return uniform(Math.sqrt(6.0 / (fanIn + fanOut)));
    }

    /// PyTorch's default for linear and convolution weights and biases: uniform in ± 1 / √fanIn.
    static Initializer fanInUniform(long fanIn) {
        return uniform(1 / Math.sqrt((double) fanIn));
    }
}
