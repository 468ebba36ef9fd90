// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.jukebox.prior.transformer.Transformer;
import dev.triad.jukebox.prior.transformer.TransformerConfig;
import dev.triad.torch.nn.Embedding;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Layer;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A transformer that predicts each id of a sequence from those before it.
final class CodeModel extends Module {
    /// What the last layer's output is read by.
    enum Output {
        /// The table that the ids come in by.
        TIED,
        /// A table of its own.
        OWN,
        /// Nothing: somebody else looks at it.
        NONE
    }

    private final Embedding ids;
    private final PositionTable positions;
    private final @Nullable Parameter start;
    private final Transformer transformer;
    private @Nullable TiedOutput tied;
    private @Nullable Linear own;

    /// @param learnsStart whether the first position is learned; else it is given
    CodeModel(TransformerConfig config, int vocabulary, boolean learnsStart, Output output) {
        int width = config.width();
        ids = child("x_emb", new Embedding(vocabulary, width, Initializer.normal(0.02 * config.initScale())));
        var small = Initializer.normal(0.01 * config.initScale());
        positions = child("pos_emb", new PositionTable(config.positions(), width, small));
        start = learnsStart ? parameter("start_token", small, 1, width) : null;
        transformer = child("transformer", new Transformer(config));
        switch (output) {
            case TIED -> tied = child("x_out", new TiedOutput(ids.weight()));
            case OWN ->
                own = child(
                        "x_out",
                        new Linear(width, vocabulary, Linear.Layout.OUT_IN, Initializer.fanInUniform(width), null));
            case NONE -> {}
        }
    }

    private static final class PositionTable extends Module {
        private final Parameter table;

        PositionTable(long positions, long width, Initializer initial) {
            table = parameter("pos_emb", initial, positions, width);
        }
    }

    private static final class TiedOutput extends Layer {
        private final Parameter weight;

        TiedOutput(Parameter table) {
            weight = share("weight", table);
        }

        Tensor forward(Tensor x, Pass pass) {
            return emit(Functional.linear(x, weight.value(pass), null), pass);
        }
    }

    Transformer transformer() {
        return transformer;
    }

    /// What enters the first layer at the positions from `first` on: [B, m, width].
    ///
    /// @param before the ids before each position [B, m] (i64), or [B, m − 1] where `first` is 0
    /// @param given the first position [B, 1, width], or null where it is learned
    /// @param condition what is added to these positions [B, m, width], or null
    Tensor embed(
            @Nullable Tensor before,
            int first,
            int batch,
            @Nullable Tensor given,
            @Nullable Tensor condition,
            Pass pass) {
        Tensor x;
        if (first > 0) {
            if (before == null) throw new IllegalArgumentException("only the first position has no id before it");
            x = ids.forward(before, pass);
        } else {
            x = first(batch, given, pass);
            if (before != null) {
                var others = ids.forward(before, pass);
                x = Tensors.cat(List.of(x.to(others.dtype()), others), 1);
            }
        }
        x = x.add(positions.table.value(pass).narrow(0, first, x.size(1)));
        return condition == null ? x : x.add(condition);
    }

    /// The first position where it is learned: [1, width].
    Tensor learnedStart(Pass pass) {
        if (start == null) throw new IllegalArgumentException("this model is told what its sequences begin with");
        return start.value(pass).detach();
    }

    private Tensor first(int batch, @Nullable Tensor given, Pass pass) {
        if (given != null) return given;
        if (start == null) throw new IllegalArgumentException("this model is told what its sequences begin with");
        var learned = start.value(pass);
        return learned.unsqueeze(0).expand(batch, 1, learned.size(1));
    }

    /// Shifted by one: the whole sequence of ids [B, T] → what enters the first layer [B, T, width].
    Tensor embedAll(Tensor sequence, @Nullable Tensor given, @Nullable Tensor condition, Pass pass) {
        long length = sequence.size(1);
        var before = length == 1 ? null : sequence.narrow(1, 0, length - 1);
        return embed(before, 0, (int) sequence.size(0), given, condition, pass);
    }

    /// What leaves the last layer [B, m, width] → [B, m, vocabulary].
    Tensor logits(Tensor output, @Nullable Tensor condition, Pass pass) {
        if (own != null) return own.forward(output, pass);
        if (tied == null) throw new IllegalStateException("this model reads nothing off");
        return tied.forward(condition == null ? output : output.add(condition), pass);
    }
}
