// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import java.util.Locale;

/// How softmax(QKᵀ)V is computed; the numbers agree, the speed does not, and which is faster depends on device,
/// element type and BLAS.
public enum AttentionForm {
    /// Three visible operations. On CPUs with bf16 by far the faster one at encoder lengths.
    EXPLICIT,
    /// libtorch's `scaled_dot_product_attention`: never holds the T × T scores. The right one on GPUs and for long
    /// inputs.
    FUSED;

    /// The form called `name` ("explicit", "fused").
    public static AttentionForm parse(String name) {
        for (var form : values()) {
            if (form.toString().equals(name)) return form;
        }
        throw new IllegalArgumentException("unknown attention form '" + name + "'; use explicit or fused");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
