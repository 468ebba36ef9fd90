// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.machine;

import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;

/// Times operations: a warm-up, then runs until their time is up, and their median, which a hiccup does not move.
final class Stopwatch {
    private static final int AT_MOST = 200;

    private final Device device;
    private final Duration each;

    /// @param each time that one operation may take, all its runs together
    Stopwatch(Device device, Duration each) {
        this.device = device;
        this.each = each;
    }

    Timing.Product product(DType dtype, long rows, long inner, long columns) {
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            var a = values(dtype, rows, inner);
            var b = values(dtype, inner, columns);
            return new Timing.Product(dtype, rows, inner, columns, seconds(() -> a.matmul(b)));
        }
    }

    Timing.Attention attention(DType dtype, AttentionForm form, long batch, long heads, long length, long d) {
        try (var _ = Scope.open()) {
            var q = values(dtype, batch, heads, length, d).requiresGrad(true);
            var k = values(dtype, batch, heads, length, d).requiresGrad(true);
            var v = values(dtype, batch, heads, length, d).requiresGrad(true);
            var towards = values(dtype, batch, heads, length, d); // the gradient that arrives from above
            double scale = 1 / Math.sqrt((double) d);
            Supplier<Tensor> forwardAndBackward = () -> {
                var result = form == AttentionForm.FUSED
                        ? Functional.scaledDotProductAttention(q, k, v, null, 0, false, scale)
                        : Functional.softmax(q.mul(scale).matmul(k.transpose(-2, -1)), -1)
                                .matmul(v);
                result.backward(towards, false);
                for (var input : new Tensor[] {q, k, v}) input.clearGrad();
                return result;
            };
            return new Timing.Attention(dtype, form, batch, heads, length, d, seconds(forwardAndBackward));
        }
    }

    private Tensor values(DType dtype, long... shape) {
        return Tensors.full(0.01, dtype, device, shape);
    }

    private double seconds(Supplier<Tensor> operation) {
        run(operation); // the first run allocates and, on a GPU, compiles
        var runs = new double[AT_MOST];
        int count = 0;
        long end = System.nanoTime() + each.toNanos();
        while (count == 0 || (count < AT_MOST && System.nanoTime() < end)) {
            long start = System.nanoTime();
            run(operation);
            runs[count++] = (System.nanoTime() - start) / 1e9;
        }
        Arrays.sort(runs, 0, count);
        return runs[count / 2];
    }

    private void run(Supplier<Tensor> operation) {
        try (var _ = Scope.open()) {
            var result = operation.get();
            // A GPU answers before it has finished; reading a number makes it finish.
            if (device.type() == Device.Type.CUDA)
                result.detach().reshape(-1).select(0, 0).to(DType.F32).item();
        }
    }
}
