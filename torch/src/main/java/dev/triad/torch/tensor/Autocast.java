// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.tensor;

import com.google.errorprone.annotations.MustBeClosed;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// While open, matrix products and convolutions run in a smaller element type; master weights stay as they are:
/// `try (var _ = Autocast.open(Device.CPU, DType.BF16)) { … }`.
///
/// libtorch caches the cast weights until told otherwise; the cache is cleared when the outermost autocast
/// closes, so that the next step sees the weights the optimiser wrote. Opened with f32 it switches an enclosing
/// one off.
public final class Autocast implements AutoCloseable {
    private final DeviceType device;
    private final boolean enabledBefore;
    private final ScalarType dtypeBefore;

    private Autocast(DeviceType device, DType dtype) {
        this.device = device;
        enabledBefore = torch.is_autocast_enabled(device);
        dtypeBefore = torch.get_autocast_dtype(device);
        boolean enabled = dtype == DType.BF16 || dtype == DType.F16;
        torch.set_autocast_enabled(device, enabled);
        if (enabled) torch.set_autocast_dtype(device, dtype.scalarType());
        torch.increment_nesting();
    }

    /// Opens autocast to `dtype` for `device` on this thread; f32 and f64 mean no casting.
    @MustBeClosed
    public static Autocast open(Device device, DType dtype) {
        Scope.require("Autocast.open");
        if (!dtype.isFloating()) throw new IllegalArgumentException("autocast needs a floating type, got " + dtype);
        return new Autocast(device.deviceType(), dtype);
    }

    @Override
    public void close() {
        if (torch.decrement_nesting() == 0) torch.clear_cache();
        torch.set_autocast_enabled(device, enabledBefore);
        torch.set_autocast_dtype(device, dtypeBefore);
    }
}
