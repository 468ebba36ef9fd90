// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.Tensor;

/// A table whose rows are looked up by id.
public final class Embedding extends Layer {
    private final Parameter weight;

    public Embedding(long rows, long width, Initializer initializer) {
        weight = parameter("weight", initializer, rows, width);
    }

    /// A lookup in a table that another module owns.
    public Embedding(Parameter shared) {
        weight = share("weight", shared);
    }

    public Parameter weight() {
        return weight;
    }

    /// ids […] (i64) → […, width].
    public Tensor forward(Tensor ids, Pass pass) {
        return emit(weight.rows(ids, pass), pass);
    }
}
