// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.tensor;

import org.bytedeco.pytorch.global.torch.DeviceType;

/// Where a tensor's memory is: the CPU or one NVIDIA GPU.
///
/// @param type CPU or CUDA
/// @param index the GPU's number, 0 on the CPU
public record Device(Type type, int index) {
    /// Kinds of devices.
    public enum Type {
        CPU,
        CUDA
    }

    /// The host.
    public static final Device CPU = new Device(Type.CPU, 0);

    public Device {
        if (index < 0 || (type == Type.CPU && index != 0)) {
            throw new IllegalArgumentException(
                    "device index must be 0 on the CPU and not negative on CUDA, got " + index);
        }
    }

    /// The GPU with number `index`.
    public static Device cuda(int index) {
        return new Device(Type.CUDA, index);
    }

    /// Reads "cpu", "cuda" or "cuda:1".
    public static Device parse(String text) {
        if (text.equals("cpu")) return CPU;
        if (text.equals("cuda")) return cuda(0);
        if (text.startsWith("cuda:")) {
            try {
                return cuda(Integer.parseInt(text.substring("cuda:".length())));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("unknown device '" + text + "'; use cpu, cuda or cuda:N", e);
            }
        }
        throw new IllegalArgumentException("unknown device '" + text + "'; use cpu, cuda or cuda:N");
    }

    DeviceType deviceType() {
        return type == Type.CPU ? DeviceType.CPU : DeviceType.CUDA;
    }

    /// The native value; owned by the open scope.
    org.bytedeco.pytorch.Device toNative() {
        return type == Type.CPU
                ? new org.bytedeco.pytorch.Device(DeviceType.CPU)
                : new org.bytedeco.pytorch.Device(DeviceType.CUDA, (byte) index);
    }

    @Override
    public String toString() {
        return type == Type.CPU ? "cpu" : "cuda:" + index;
    }
}
