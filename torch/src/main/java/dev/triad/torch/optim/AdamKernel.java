// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.optim;

import dev.triad.torch.nn.Workers;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Adam's update of one f32 CPU tensor in one pass over memory. libtorch's Java binding has no fused optimiser,
/// and six separate operations read and write the four arrays more than twice as often.
final class AdamKernel {
    /// Floats per block: four blocks stay in the first-level cache.
    private static final int BLOCK = 1024;

    private AdamKernel() {}

    static boolean handles(Tensor value, Tensor gradient) {
        return value.dtype() == DType.F32
                && gradient.dtype() == DType.F32
                && value.device().equals(Device.CPU)
                && value.isContiguous()
                && gradient.isContiguous();
    }

    static void update(
            Tensor value,
            Tensor gradient,
            Tensor mean,
            Tensor square,
            AdamConfig config,
            AdamConfig.Update update,
            double scale,
            int threads) {
        var p = value.segment();
        var g = gradient.segment();
        var m = mean.segment();
        var v = square.segment();
        var numbers = new Numbers(
                (float) config.beta1(),
                (float) ((1 - config.beta1()) * scale),
                (float) config.beta2(),
                (float) ((1 - config.beta2()) * scale * scale),
                (float) update.size(),
                (float) update.epsilon(),
                (float) (1 - update.decay()));
        Workers.forRanges(value.count(), BLOCK, threads, (from, to) -> range(p, g, m, v, from, to, numbers));
    }

    private record Numbers(float beta1, float gain1, float beta2, float gain2, float size, float epsilon, float keep) {}

    private static void range(
            MemorySegment value,
            MemorySegment gradient,
            MemorySegment mean,
            MemorySegment square,
            long from,
            long to,
            Numbers n) {
        // C2 vectorises loops over arrays; copying a block in and out of them stays in the cache.
        var p = new float[BLOCK];
        var g = new float[BLOCK];
        var m = new float[BLOCK];
        var v = new float[BLOCK];
        for (long start = from; start < to; start += BLOCK) {
            int length = (int) Math.min(BLOCK, to - start);
            read(value, start, p, length);
            read(gradient, start, g, length);
            read(mean, start, m, length);
            read(square, start, v, length);
            moments(g, m, v, length, n.beta1, n.gain1, n.beta2, n.gain2);
            move(p, m, v, length, n.size, n.epsilon, n.keep);
            write(p, value, start, length);
            write(m, mean, start, length);
            write(v, square, start, length);
        }
    }

    private static void moments(
            float[] g, float[] m, float[] v, int length, float beta1, float gain1, float beta2, float gain2) {
        for (int i = 0; i < length; i++) m[i] = beta1 * m[i] + gain1 * g[i];
        for (int i = 0; i < length; i++) v[i] = beta2 * v[i] + gain2 * g[i] * g[i];
    }

    private static void move(float[] p, float[] m, float[] v, int length, float size, float epsilon, float keep) {
        for (int i = 0; i < length; i++) p[i] = keep * p[i] - size * m[i] / ((float) Math.sqrt(v[i]) + epsilon);
    }

    private static void read(MemorySegment from, long start, float[] into, int length) {
        MemorySegment.copy(from, ValueLayout.JAVA_FLOAT_UNALIGNED, start * Float.BYTES, into, 0, length);
    }

    private static void write(float[] from, MemorySegment into, long start, int length) {
        MemorySegment.copy(from, 0, into, ValueLayout.JAVA_FLOAT_UNALIGNED, start * Float.BYTES, length);
    }
}
