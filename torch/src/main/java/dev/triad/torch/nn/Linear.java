// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
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

    /// Several layers on the same input, their outputs side by side: x […, in] → […, out₁ + out₂ + …]. Where nothing
    /// has to happen between them it is one matrix product, which is faster than several small ones.
    public static Tensor sideBySide(Tensor x, Pass pass, Linear... layers) {
        for (var layer : layers) {
            if (layer.transformsOutput() || layer.layout != Layout.OUT_IN || layer.bias == null) {
                return Tensors.cat(
                        Arrays.stream(layers).map(each -> each.forward(x, pass)).toList(), -1);
            }
        }
        var weights = new ArrayList<Tensor>();
        var biases = new ArrayList<Tensor>();
        for (var layer : layers) {
            weights.add(layer.weight.value(pass));
            if (layer.bias != null) biases.add(layer.bias.value(pass));
        }
        return Functional.linear(x, Tensors.cat(weights, 0), Tensors.cat(biases, 0));
    }

    /// x […, in] → […, out].
    public Tensor forward(Tensor x, Pass pass) {
        var effective = weight.value(pass);
        var matrix = layout == Layout.OUT_IN ? effective : effective.transpose(0, 1);
        return emit(Functional.linear(x, matrix, bias == null ? null : bias.value(pass)), pass);
    }
}
