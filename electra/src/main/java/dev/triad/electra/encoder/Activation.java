// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.encoder;

import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;

/// The non-linearity of feed-forward layers, under Hugging Face's names.
public enum Activation {
    /// x Φ(x), exactly.
    GELU("gelu"),
    /// GELU by the tanh approximation.
    GELU_NEW("gelu_new"),
    RELU("relu");

    private final String label;

    Activation(String label) {
        this.label = label;
    }

    /// The activation `config.json` calls `name`.
    public static Activation parse(String name) {
        if (name.equals("gelu_pytorch_tanh")) return GELU_NEW;
        for (var activation : values()) {
            if (activation.label.equals(name)) return activation;
        }
        throw new IllegalArgumentException("activation '" + name + "' is not one of gelu, gelu_new and relu");
    }

    /// Hugging Face's name.
    public String label() {
        return label;
    }

    public Tensor apply(Tensor x) {
        return switch (this) {
            case GELU -> Functional.gelu(x);
            case GELU_NEW -> Functional.geluTanh(x);
            case RELU -> x.relu();
        };
    }
}
