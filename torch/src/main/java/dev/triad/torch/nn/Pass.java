// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/// One forward pass: whether it trains, where its random numbers come from, and how it computes. It is handed from
/// module to module, so that modules keep no mode and no generator of their own.
///
/// Draws are keyed by (seed, step, micro-batch, site); the site is the running number of the draw within the pass.
/// The same step therefore sees the same masks after a resume, and on any number of threads.
public final class Pass {
    private final Compute compute;
    private final @Nullable RandomKey key;
    private final long step;
    private final int microBatch;
    private final boolean training;
    private int site;

    private Pass(Compute compute, @Nullable RandomKey key, long step, int microBatch, boolean training) {
        this.compute = compute;
        this.training = training;
        this.key = key;
        this.step = step;
        this.microBatch = microBatch;
    }

    /// A pass without dropout, noise or any other draw.
    public static Pass evaluation(Compute compute) {
        return new Pass(compute, null, 0, 0, false);
    }

    /// A training pass that draws from `key`.
    ///
    /// @param step the optimiser step, from 0
    /// @param microBatch which of the step's micro-batches, from 0
    public static Pass training(Compute compute, RandomKey key, long step, int microBatch) {
        return new Pass(compute, key, step, microBatch, true);
    }

    /// An evaluation pass that may draw from `key` where sampling is part of what is evaluated (a generator's
    /// replacements); dropout and noise are off.
    public static Pass sampling(Compute compute, RandomKey key, long step, int microBatch) {
        return new Pass(compute, key, step, microBatch, false);
    }

    /// Whether dropout and noise are on.
    public boolean isTraining() {
        return training;
    }

    public Compute compute() {
        return compute;
    }

    /// The optimiser step this pass belongs to.
    public long step() {
        return step;
    }

    /// Which micro-batch of the step this is.
    public int microBatch() {
        return microBatch;
    }

    /// The key draws come from.
    ///
    /// @throws IllegalStateException in an evaluation pass, which draws nothing
    public RandomKey key() {
        if (key == null) throw new IllegalStateException("a plain evaluation pass draws no random numbers");
        return key;
    }

    /// The number of the next draw. Recomputation (gradient checkpointing) reads it before and [#rewind]s to it.
    public int site() {
        return site;
    }

    /// Sets the number of the next draw back, so that a recomputed block draws what it drew the first time.
    public void rewind(int earlierSite) {
        if (earlierSite < 0 || earlierSite > site) {
            throw new IllegalArgumentException("cannot rewind from draw " + site + " to " + earlierSite);
        }
        site = earlierSite;
    }

    /// A uniform draw from [0, 1), for decisions such as LayerDrop.
    public float uniform() {
        return key().at(step, microBatch, site++).nextFloat();
    }

    /// Inverted dropout: each element is zeroed with probability `p`, the others are scaled by 1 / (1 − p).
    /// Identity in evaluation and for p = 0.
    public Tensor dropout(Tensor x, double p) {
        if (!training || p == 0) return x;
        return x.mul(keepMask(x, p));
    }

    /// The factors dropout multiplies by: 0 with probability `p`, else 1 / (1 − p), in the shape and type of
    /// `like`.
    public Tensor keepMask(Tensor like, double p) {
        if (p < 0 || p >= 1) throw new IllegalArgumentException("dropout probability must be in [0, 1), got " + p);
        var dtype = like.dtype() == DType.BF16 ? DType.BF16 : DType.F32;
        var mask = Tensors.empty(dtype, Device.CPU, like.shape());
        Draws.keepMask(key(), step, microBatch, site++, p, mask, compute.threads());
        return mask.to(like.dtype()).to(like.device());
    }

    /// Uniform numbers from [0, 1) in f32, shape `shape`, on the compute device.
    public Tensor uniform(long... shape) {
        var numbers = Tensors.empty(DType.F32, Device.CPU, shape);
        Draws.uniform(key(), step, microBatch, site++, numbers, compute.threads());
        return numbers.to(compute.device());
    }
}
