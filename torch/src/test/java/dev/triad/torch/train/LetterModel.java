// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import dev.triad.torch.nn.Embedding;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.LayerNorm;
import dev.triad.torch.nn.LayerStack;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.MultiHeadAttention;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;

/// A small causal transformer over letters: a real model with everything that draws random numbers (dropout on
/// embeddings, attention weights and feed-forward, LayerDrop), for tests of training.
final class LetterModel extends Module {
    static final int LETTERS = 32;
    static final int LENGTH = 24;
    private static final int WIDTH = 32;

    private static final class Block extends Module {
        final LayerNorm norm1 = child("norm1", new LayerNorm(WIDTH, 1e-5));
        final MultiHeadAttention attention =
                child("attention", new MultiHeadAttention(WIDTH, 2, 0.1, Initializer.normal(0.1)));
        final LayerNorm norm2 = child("norm2", new LayerNorm(WIDTH, 1e-5));
        final Linear up = child("up", new Linear(WIDTH, 4 * WIDTH, Initializer.normal(0.1)));
        final Linear down = child("down", new Linear(4 * WIDTH, WIDTH, Initializer.normal(0.1)));

        Tensor forward(Tensor x, Tensor mask, Pass pass) {
            var y = x.add(attention.forward(norm1.forward(x, pass), mask, pass));
            var wide = Functional.gelu(up.forward(norm2.forward(y, pass), pass));
            return y.add(pass.dropout(down.forward(wide, pass), 0.1));
        }
    }

    private final Embedding letters = child("letters", new Embedding(LETTERS, WIDTH, Initializer.normal(0.1)));
    private final Embedding positions = child("positions", new Embedding(LENGTH, WIDTH, Initializer.normal(0.1)));
    private final LayerStack<Block> layers =
            child("layers", new LayerStack<>(LayerStack.Plan.of(3).withLayerDrop(0.1), _ -> new Block()));
    private final LayerNorm norm = child("norm", new LayerNorm(WIDTH, 1e-5));
    private final Linear output = child("output", new Linear(WIDTH, LETTERS, Initializer.normal(0.1)));

    /// ids [B, T] (i64) → logits of the next letter [B, T, LETTERS].
    Tensor forward(Tensor ids, Pass pass) {
        var places = Tensors.arange(LENGTH, Device.CPU);
        var x = pass.dropout(letters.forward(ids, pass).add(positions.forward(places, pass)), 0.1);
        var future = Tensors.full(-1e4, DType.F32, Device.CPU, LENGTH, LENGTH);
        var mask = future.sub(future.tril(0));
        x = layers.forward(x, pass, (layer, hidden) -> layer.forward(hidden, mask, pass));
        return output.forward(norm.forward(x, pass), pass);
    }
}
