// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;

/// Module state that is saved with the parameters but not trained by gradients (codebook sums, calibrated ranges).
public final class Buffer implements AutoCloseable {
    private Tensor tensor;

    Buffer(DType dtype, long... shape) {
        try (var _ = Scope.open()) {
            tensor = Tensors.zeros(dtype, Device.CPU, shape).keep();
        }
    }

    /// The state itself; write it in place.
    public Tensor tensor() {
        return tensor;
    }

    void move(Device device, DType floating) {
        var dtype = tensor.dtype().isFloating() ? floating : tensor.dtype();
        if (tensor.device().equals(device) && tensor.dtype() == dtype) return;
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            var moved = tensor.to(dtype).to(device).copy().keep();
            tensor.close();
            tensor = moved;
        }
    }

    @Override
    public void close() {
        tensor.close();
    }
}
