// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// `x Wᵀ + b`.
public final class Linear extends Layer {
    /// How the weight is stored.
    public enum Layout {
        /// [out, in], as PyTorch, BERT and ELECTRA store it.
        OUT_IN,
        /// [in, out], as GPT-2 and Jukebox store it.
        IN_OUT
    }

    private final Layout layout;
    private final Parameter weight;
    private final @Nullable Parameter bias;

    public Linear(long in, long out, Layout layout, Initializer weight, @Nullable Initializer bias) {
        this.layout = layout;
        this.weight = layout == Layout.OUT_IN
                ? parameter("weight", weight, out, in)
                : orientedParameter("weight", weight, 1, in, out);
        this.bias = bias == null ? null : parameter("bias", bias, out);
    }

    /// PyTorch's default: weight [out, in] and bias uniform in ± 1/√in.
    public Linear(long in, long out) {
        this(in, out, Layout.OUT_IN, Initializer.fanInUniform(in), Initializer.fanInUniform(in));
    }

    /// A weight drawn by `initializer`, a zero bias.
    public Linear(long in, long out, Initializer initializer) {
        this(in, out, Layout.OUT_IN, initializer, Initializer.zeros());
    }

    public Parameter weight() {
        return weight;
    }

    public @Nullable Parameter bias() {
        return bias;
    }

    /// x […, in] → […, out].
    public Tensor forward(Tensor x, Pass pass) {
        var effective = weight.value(pass);
        var matrix = layout == Layout.OUT_IN ? effective : effective.transpose(0, 1);
        return emit(Functional.linear(x, matrix, bias == null ? null : bias.value(pass)), pass);
    }
}
