// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.List;

/// Samples from a generator's distribution by the Gumbel-max trick in f32, without a gradient.
///
/// The largest of the perturbed logits of a block of tokens is itself Gumbel-distributed around the block's
/// log-sum-exp. So a block is sampled first and a token of it second, which gives every token the probability the
/// softmax gives it and needs two draws per √V tokens instead of one per token.
final class Replacements {
    /// What is taken from the true token's logit where it must not be drawn.
    private static final double FORBIDDEN = 1000;

    private Replacements() {}

    /// One token for each row.
    ///
    /// @param logits [K, V]
    /// @param targets the true tokens [K]
    /// @param temperature the logits are divided by it
    /// @param disallowCorrect whether the true token is never drawn
    /// @return ids [K] (i64)
    static Tensor sample(Tensor logits, Tensor targets, double temperature, boolean disallowCorrect, Pass pass) {
        try (var _ = NoGrad.open()) {
            var scores = logits.detach().to(DType.F32);
            if (temperature != 1) scores = scores.div(temperature);
            if (disallowCorrect) {
                var column = targets.unsqueeze(1);
                scores = scores.scatter(1, column, scores.gather(1, column).sub(FORBIDDEN));
            }
            return sample(scores, pass);
        }
    }

    private static Tensor sample(Tensor scores, Pass pass) {
        long size = scores.size(1);
        long width = Math.max(1, Math.round(Math.sqrt((double) size)));
        long whole = size / width;
        var sums = scores.narrow(1, 0, whole * width)
                .view(scores.size(0), whole, width)
                .logsumexp(2); // [K, V / width]
        if (whole * width < size) {
            var rest = scores.narrow(1, whole * width, size - whole * width).logsumexp(1);
            sums = Tensors.cat(List.of(sums, rest.unsqueeze(1)), 1);
        }
        var block = sums.add(gumbel(pass, sums.shape())).argmax(1); // [K]
        var first = block.mul((double) width).to(DType.I64).unsqueeze(1);
        var columns = first.add(Tensors.arange(width, scores.device())); // [K, width]
        var inside = scores.gather(1, columns.clamp(0, size - 1.0).to(DType.I64))
                .masked_fill(columns.ge((double) size), Double.NEGATIVE_INFINITY);
        var within = inside.add(gumbel(pass, inside.shape())).argmax(1);
        return first.squeeze(1).add(within);
    }

    /// −ln(−ln u). A draw of exactly 0 gives −∞ and is never the largest.
    private static Tensor gumbel(Pass pass, long... shape) {
        return pass.uniform(shape).log().neg().log().neg();
    }

    /// Original ids [N] with the samples written to the chosen places. A place chosen several times gets the mean of
    /// its samples, rounded down, as the original's arithmetic has it.
    static Tensor corrupt(Tensor original, Tensor chosen, Tensor sampled, boolean repeated) {
        if (!repeated) return original.index_copy(0, chosen, sampled);
        var sums = Tensors.zeros(DType.F64, original.device(), original.size(0));
        var counts = Tensors.zeros(DType.F64, original.device(), original.size(0));
        sums.index_add_(0, chosen, sampled.to(DType.F64));
        counts.index_add_(0, chosen, Tensors.full(1, DType.F64, original.device(), chosen.size(0)));
        var means = sums.div(counts.clamp(1, Double.MAX_VALUE)).floor().to(DType.I64);
        return means.where(counts.gt(0), original);
    }

    /// −log of the probability a copying model gives to the true token (Clark et al. 2020, section 3.4, all-tokens
    /// MLM): p = c · [input is true] + (1 − c) · softmax, with the gate c = sigmoid(gate).
    ///
    /// @param nll −log softmax of the true tokens [N]
    /// @param gate [N]
    /// @param copied 1 where the input is the true token, else 0 [N]
    static Tensor copyLoss(Tensor nll, Tensor gate, Tensor copied) {
        var ones = Tensors.full(1, DType.F32, gate.device(), gate.size(0));
        var copy = Functional.binaryCrossEntropyWithLogits(gate, ones, Functional.Reduction.NONE); // −log c
        var generate = Functional.binaryCrossEntropyWithLogits(gate, ones.mul(0), Functional.Reduction.NONE)
                .add(nll);
        var both = Tensors.stack(List.of(copy.neg(), generate.neg()), 1)
                .logsumexp(1)
                .neg();
        return both.where(copied.gt(0.5), generate);
    }
}
