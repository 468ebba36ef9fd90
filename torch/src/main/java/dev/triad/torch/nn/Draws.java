// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.core.random.RandomFill;
import dev.triad.core.random.RandomKey;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/// Writes counter-based draws straight into the memory of CPU tensors, on as many threads as the run has. Element i
/// is the same whichever thread writes it.
final class Draws {
    /// Elements per piece; a multiple of the generator's own tile, so that no thread computes a tile for half its
    /// numbers.
    private static final int GRAIN = 8192;

    private Draws() {}

    @FunctionalInterface
    private interface Fill {
        void fill(long firstElement, MemorySegment destination);
    }

    private static void over(Tensor target, int threads, Fill fill) {
        var memory = target.segment();
        int bytes = target.dtype().bytes();
        Workers.forRanges(
                target.count(),
                GRAIN,
                threads,
                (from, to) -> fill.fill(from, memory.asSlice(from * bytes, (to - from) * bytes)));
    }

    static void keepMask(RandomKey key, long step, int microBatch, int site, double drop, Tensor mask, int threads) {
        if (mask.dtype() == DType.BF16) {
            over(
                    mask,
                    threads,
                    (first, into) -> RandomFill.keepMaskBfloat16(key, step, microBatch, site, first, into, drop));
        } else {
            over(mask, threads, (first, into) -> RandomFill.keepMask(key, step, microBatch, site, first, into, drop));
        }
    }

    static void uniform(RandomKey key, long step, int microBatch, int site, Tensor numbers, int threads) {
        over(numbers, threads, (first, into) -> RandomFill.uniform(key, step, microBatch, site, first, into));
    }

    static void normal(RandomKey key, double standardDeviation, Tensor numbers) {
        over(numbers, 1, (first, into) -> RandomFill.normal(key, 0, 0, 0, first, into, 0, standardDeviation));
    }

    static void truncatedNormal(RandomKey key, double standardDeviation, Tensor numbers) {
        over(numbers, 1, (first, into) -> RandomFill.truncatedNormal(key, 0, 0, 0, first, into, 0, standardDeviation));
    }

    static void symmetricUniform(RandomKey key, double limit, Tensor numbers) {
        over(numbers, 1, (first, into) -> RandomFill.uniform(key, 0, 0, 0, first, into));
        numbers.mul_(2 * limit).add_(-limit);
    }
}
