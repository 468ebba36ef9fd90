// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.tensor;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// The functions networks are made of, without parameters or state.
public final class Functional {
    private Functional() {}

    /// How a loss over elements becomes a number.
    public enum Reduction {
        NONE(0),
        MEAN(1),
        SUM(2);

        private final long code;

        Reduction(long code) {
            this.code = code;
        }
    }

    /// `x Wᵀ + b` for x […, in], W [out, in] and b of size out.
    public static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        return Tensor.run("linear", () -> torch.linear(x.handle(), weight.handle(), optional(bias)), x, weight, bias);
    }

    /// Rows of `table` [rows, width] for ids of any shape: […, width].
    public static Tensor embedding(Tensor table, Tensor ids) {
        return Tensor.run("embedding", () -> torch.embedding(table.handle(), ids.handle()), table, ids);
    }

    /// Layer normalisation over the last axis (Ba et al. 2016), biased variance.
    public static Tensor layerNorm(Tensor x, Tensor gain, Tensor bias, double epsilon) {
        return Tensor.run(
                "layerNorm",
                () -> torch.layer_norm(
                        x.handle(), new long[] {x.size(-1)}, optional(gain), optional(bias), epsilon, false),
                x,
                gain,
                bias);
    }

    /// 1-D convolution of x [B, in, T] with W [out, in / groups, k].
    ///
    /// x may also be a row image [B, in, 1, T], and the result is one then. With its channels last in memory (see
    /// [Tensor#channelsLast]) that is what oneDNN computes fastest on CPUs: up to three times as fast as [B, in,
    /// T], which it reorders on the way in and out.
    public static Tensor conv1d(
            Tensor x, Tensor weight, @Nullable Tensor bias, int stride, int padding, int dilation, int groups) {
        if (x.rank() == 4) {
            return Tensor.run(
                    "conv1d",
                    () -> torch.conv2d(
                            x.handle(),
                            weight.handle().unsqueeze(2),
                            optional(bias),
                            new long[] {1, stride},
                            new long[] {0, padding},
                            new long[] {1, dilation},
                            groups),
                    x,
                    weight,
                    bias);
        }
        return Tensor.run(
                "conv1d",
                () -> torch.conv1d(
                        x.handle(),
                        weight.handle(),
                        optional(bias),
                        new long[] {stride},
                        new long[] {padding},
                        new long[] {dilation},
                        groups),
                x,
                weight,
                bias);
    }

    /// Transposed 1-D convolution of x [B, in, T], or of a row image [B, in, 1, T], with W [in, out / groups, k].
    public static Tensor convTranspose1d(
            Tensor x,
            Tensor weight,
            @Nullable Tensor bias,
            int stride,
            int padding,
            int outputPadding,
            int dilation,
            int groups) {
        if (x.rank() == 4) {
            return Tensor.run(
                    "convTranspose1d",
                    () -> torch.conv_transpose2d(
                            x.handle(),
                            weight.handle().unsqueeze(2),
                            optional(bias),
                            new long[] {1, stride},
                            new long[] {0, padding},
                            new long[] {0, outputPadding},
                            groups,
                            new long[] {1, dilation}),
                    x,
                    weight,
                    bias);
        }
        return Tensor.run(
                "convTranspose1d",
                () -> torch.conv_transpose1d(
                        x.handle(),
                        weight.handle(),
                        optional(bias),
                        new long[] {stride},
                        new long[] {padding},
                        new long[] {outputPadding},
                        groups,
                        dilation),
                x,
                weight,
                bias);
    }

    /// Magnitudes of the short-time Fourier transform of signals [B, T]: [B, size / 2 + 1, 1 + T / hop]. Frames
    /// are centred (the ends reflected), one-sided and not normalised; their gradient at a magnitude of zero is
    /// zero.
    ///
    /// @param size length of each transform
    /// @param hop samples from one frame to the next
    /// @param window weights of the samples of a frame, of at most `size` elements; centred in it
    public static Tensor stftMagnitude(Tensor signals, int size, int hop, Tensor window) {
        return Tensor.run(
                "stftMagnitude",
                () -> torch.stft(
                                signals.handle(),
                                size,
                                new LongOptional(hop),
                                new LongOptional(window.count()),
                                new TensorOptional(window.handle()),
                                true,
                                "reflect",
                                false,
                                new BoolOptional(true),
                                new BoolOptional(true),
                                new BoolOptional())
                        .abs(),
                signals,
                window);
    }

    /// GELU in its exact form, `x Φ(x)` with the error function.
    public static Tensor gelu(Tensor x) {
        return Tensor.run("gelu", () -> torch.gelu(x.handle()), x);
    }

    /// GELU by the tanh approximation.
    public static Tensor geluTanh(Tensor x) {
        return Tensor.run("geluTanh", () -> torch.gelu(x.handle(), "tanh"), x);
    }

    public static Tensor softmax(Tensor x, int axis) {
        return Tensor.run("softmax", () -> torch.softmax(x.handle(), axis), x);
    }

    /// Softmax computed in, and returned as, `dtype`.
    public static Tensor softmax(Tensor x, int axis, DType dtype) {
        return Tensor.run(
                "softmax", () -> torch.softmax(x.handle(), axis, new ScalarTypeOptional(dtype.scalarType())), x);
    }

    public static Tensor logSoftmax(Tensor x, int axis) {
        return Tensor.run("logSoftmax", () -> torch.log_softmax(x.handle(), axis), x);
    }

    /// libtorch's own dropout, which draws from libtorch's own serial generator: benchmarks compare with it,
    /// models use the pass's.
    public static Tensor libtorchDropout(Tensor x, double probability) {
        return Tensor.run("dropout", () -> torch.dropout(x.handle(), probability, true), x);
    }

    /// libtorch's fused attention softmax(q kᵀ / √d + mask) v for q, k, v [B, heads, T, d].
    ///
    /// @param mask additive, broadcast to [B, heads, T, T], or null
    public static Tensor scaledDotProductAttention(
            Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, double dropout, boolean causal, double scale) {
        return Tensor.run(
                "scaledDotProductAttention",
                () -> torch.scaled_dot_product_attention(
                        q.handle(),
                        k.handle(),
                        v.handle(),
                        optional(mask),
                        dropout,
                        causal,
                        new DoubleOptional(scale),
                        false),
                q,
                k,
                v,
                mask);
    }

    /// Negative log-likelihood of integer classes under softmax(logits), in nats; logits [N, C], targets [N]
    /// (i64).
    public static Tensor crossEntropy(Tensor logits, Tensor targets, Reduction reduction) {
        return Tensor.run(
                "crossEntropy",
                () -> torch.cross_entropy_loss(
                        logits.handle(), targets.handle(), new TensorOptional(), reduction.code, -100, 0.0),
                logits,
                targets);
    }

    /// Negative log-likelihood of binary targets under sigmoid(logits), in nats, numerically stable; same shapes.
    public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor targets, Reduction reduction) {
        return Tensor.run(
                "binaryCrossEntropyWithLogits",
                () -> torch.binary_cross_entropy_with_logits(
                        logits.handle(), targets.handle(), new TensorOptional(), new TensorOptional(), reduction.code),
                logits,
                targets);
    }

    private static TensorOptional optional(@Nullable Tensor tensor) {
        return tensor == null ? new TensorOptional() : new TensorOptional(tensor.handle());
    }
}
