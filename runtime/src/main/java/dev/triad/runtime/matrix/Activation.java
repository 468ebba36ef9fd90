// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.matrix;

import dev.triad.runtime.kernels.Kernels;

/// What is done to the numbers that a matrix gives, under Hugging Face's names.
public enum Activation {
    NONE("linear"),
    /// x Φ(x), exactly.
    GELU("gelu"),
    /// GELU by the tanh approximation.
    GELU_NEW("gelu_new"),
    RELU("relu"),
    TANH("tanh");

    private final String label;

    Activation(String label) {
        this.label = label;
    }

    /// The activation of feed-forward layers that `config.json` calls `name`.
    ///
    /// @throws IllegalArgumentException when it is another than the encoders of this house have
    public static Activation parse(String name) {
        return switch (name) {
            case "gelu" -> GELU;
            case "gelu_new", "gelu_pytorch_tanh" -> GELU_NEW;
            case "relu" -> RELU;
            default ->
                throw new IllegalArgumentException("activation '" + name + "' is not one of gelu, gelu_new and relu");
        };
    }

    /// Applies it to `length` numbers from `offset` on.
    public void apply(Kernels kernels, float[] x, int offset, int length) {
        switch (this) {
            case NONE -> {}
            case GELU -> kernels.gelu(x, offset, length);
            case GELU_NEW -> kernels.geluTanh(x, offset, length);
            case RELU -> kernels.relu(x, offset, length);
            case TANH -> {
                for (int i = offset; i < offset + length; i++) {
                    x[i] = (float) Math.tanh(x[i]);
                }
            }
        }
    }

    /// Hugging Face's name.
    @Override
    public String toString() {
        return label;
    }
}
