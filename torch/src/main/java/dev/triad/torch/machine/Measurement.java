// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.machine;

import dev.triad.core.progress.Progress;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Torch;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What a machine does how fast, measured: the operations that an encoder's training step consists of, in the shapes of
/// ELECTRA-Small at 16 × 128 tokens, and attention over longer texts as well.
///
/// @param device where it was measured
/// @param threads threads it was measured with
/// @param load the system's load average before; what else ran then, ran beside the measurement
/// @param timings the operations
public record Measurement(Device device, int threads, double load, List<Timing> timings) {
    /// Sequences up to this length are "short"; attention is chosen for short and long ones separately.
    static final long LONG_FROM = 512;

    private static final long ROWS = 16 * 128;
    private static final long[][] PRODUCTS = {
        {ROWS, 256, 256}, // a projection of ELECTRA-Small
        {ROWS, 256, 1024}, // into the inner layer of its feed-forward network
        {ROWS, 1024, 256}, // and out again
        {ROWS, 768, 3072}, // the same at the base size
        {1024, 1024, 1024}
    };
    private static final long[][] ATTENTIONS = {{16, 4, 128, 64}, {1, 4, 1024, 64}};

    /// bf16 has 8 bits of precision to f32's 24: it has to be worth it.
    private static final double WORTHWHILE = 1.15;

    public Measurement {
        timings = List.copyOf(timings);
    }

    /// Measures for a few seconds, or as long as `each` operation may take.
    public static Measurement take(Device device, int threads, Duration each, Progress progress) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        int threadsBefore = Torch.threads();
        Torch.setThreads(threads);
        int operations = 2 * (PRODUCTS.length + ATTENTIONS.length * AttentionForm.values().length);
        try (var task = progress.start("measuring", operations, "operations")) {
            var stopwatch = new Stopwatch(device, each);
            var timings = new ArrayList<Timing>();
            for (var dtype : List.of(DType.F32, DType.BF16)) {
                for (var shape : PRODUCTS) {
                    timings.add(stopwatch.product(dtype, shape[0], shape[1], shape[2]));
                    task.advance(1);
                }
                for (var shape : ATTENTIONS) {
                    for (var form : AttentionForm.values()) {
                        timings.add(stopwatch.attention(dtype, form, shape[0], shape[1], shape[2], shape[3]));
                        task.advance(1);
                    }
                }
            }
            return new Measurement(device, threads, load, timings);
        } finally {
            Torch.setThreads(threadsBefore);
        }
    }

    /// The matrix products measured.
    public List<Timing.Product> products() {
        return timings.stream()
                .filter(Timing.Product.class::isInstance)
                .map(Timing.Product.class::cast)
                .toList();
    }

    /// The forms of attention measured.
    public List<Timing.Attention> attentions() {
        return timings.stream()
                .filter(Timing.Attention.class::isInstance)
                .map(Timing.Attention.class::cast)
                .toList();
    }

    /// The faster form of attention in `dtype` for sequences of `length`.
    public AttentionForm attention(DType dtype, long length) {
        return fastest(dtype, length >= LONG_FROM).form();
    }

    /// What a training step runs fastest in.
    public DType dtype() {
        return layerSeconds(DType.F32) > WORTHWHILE * layerSeconds(DType.BF16) ? DType.BF16 : DType.F32;
    }

    /// Forward and backward of one layer of ELECTRA-Small without its cheap parts: four projections, two products of
    /// the feed-forward network, each with two more going back, and attention in its faster form.
    public double layerSeconds(DType dtype) {
        double products = 0;
        for (var product : products()) {
            if (product.dtype() != dtype || product.rows() != ROWS) continue;
            if (product.inner() == 256 && product.columns() == 256) products += 4 * product.seconds();
            else if (product.inner() + product.columns() == 256 + 1024) products += product.seconds();
        }
        return 3 * products + fastest(dtype, false).seconds();
    }

    private Timing.Attention fastest(DType dtype, boolean isLong) {
        return attentions().stream()
                .filter(attention -> attention.dtype() == dtype && (attention.length() >= LONG_FROM) == isLong)
                .min(Comparator.comparingDouble(Timing::seconds))
                .orElseThrow(() -> new IllegalArgumentException("attention was not measured in " + dtype));
    }
}
