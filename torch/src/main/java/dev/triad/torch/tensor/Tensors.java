// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.LayoutOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// New tensors, from shapes, from Java arrays and from other tensors.
public final class Tensors {
    private Tensors() {}

    /// Fresh memory with whatever is in it.
    public static Tensor empty(DType dtype, Device device, long... shape) {
        return Tensor.run(
                "empty " + Arrays.toString(shape),
                () -> torch.empty(
                        shape,
                        new ScalarTypeOptional(dtype.scalarType()),
                        new LayoutOptional(),
                        new DeviceOptional(device.toNative()),
                        new BoolOptional(),
                        new MemoryFormatOptional()));
    }

    public static Tensor zeros(DType dtype, Device device, long... shape) {
        return empty(dtype, device, shape).zero_();
    }

    public static Tensor full(double value, DType dtype, Device device, long... shape) {
        return empty(dtype, device, shape).fill_(value);
    }

    /// Uninitialised memory of the shape, type and device of `like`.
    public static Tensor emptyLike(Tensor like) {
        return empty(like.dtype(), like.device(), like.shape());
    }

    public static Tensor zerosLike(Tensor like) {
        return emptyLike(like).zero_();
    }

    /// 0, 1, …, `end` − 1 as i64.
    public static Tensor arange(long end, Device device) {
        var host = Tensor.run("arange", () -> torch.arange(new Scalar(end)));
        return host.to(DType.I64).to(device);
    }

    /// f32 on the CPU from a row-major array; without a shape a vector.
    public static Tensor of(float[] values, long... shape) {
        return ofSegment(MemorySegment.ofArray(values), DType.F32, values.length, shape);
    }

    /// f64 on the CPU from a row-major array.
    public static Tensor of(double[] values, long... shape) {
        return ofSegment(MemorySegment.ofArray(values), DType.F64, values.length, shape);
    }

    /// i64 on the CPU from a row-major array.
    public static Tensor of(long[] values, long... shape) {
        return ofSegment(MemorySegment.ofArray(values), DType.I64, values.length, shape);
    }

    /// i32 on the CPU from a row-major array.
    public static Tensor of(int[] values, long... shape) {
        return ofSegment(MemorySegment.ofArray(values), DType.I32, values.length, shape);
    }

    /// A copy of raw memory (native byte order) as a CPU tensor.
    ///
    /// @throws TensorException when the segment's size is not that of `shape`
    public static Tensor of(MemorySegment memory, DType dtype, long... shape) {
        long count = 1;
        for (long size : shape) count = Math.multiplyExact(count, size);
        if (memory.byteSize() != count * dtype.bytes()) {
            throw new TensorException(
                    memory.byteSize() + " bytes are not a tensor " + dtype + " " + Arrays.toString(shape));
        }
        var tensor = empty(dtype, Device.CPU, shape);
        if (count > 0) tensor.segment().copyFrom(memory);
        return tensor;
    }

    /// A CPU tensor on memory that somebody else owns and keeps alive, without a copy where its alignment allows.
    /// Writing to it writes there.
    public static Tensor borrow(MemorySegment memory, DType dtype, long... shape) {
        if (memory.byteSize() == 0 || memory.address() % dtype.bytes() != 0) return of(memory, dtype, shape);
        return Tensor.run(
                "borrow " + Arrays.toString(shape),
                () -> torch.from_blob(new Address(memory.address()), shape, options(dtype)));
    }

    private static TensorOptions options(DType dtype) {
        return new TensorOptions(dtype.scalarType());
    }

    /// A raw address as JavaCPP wants it.
    private static final class Address extends Pointer {
        Address(long address) {
            this.address = address;
        }
    }

    private static Tensor ofSegment(MemorySegment memory, DType dtype, int length, long[] shape) {
        return of(memory, dtype, shape.length == 0 ? new long[] {length} : shape);
    }

    /// A scalar on the CPU.
    public static Tensor scalar(double value, DType dtype) {
        return full(value, dtype, Device.CPU);
    }

    /// Joins tensors along an axis they have.
    public static Tensor cat(List<Tensor> tensors, int axis) {
        return Tensor.run("cat", () -> torch.cat(vector(tensors), axis), tensors.toArray(Tensor[]::new));
    }

    /// Joins tensors along a new axis.
    public static Tensor stack(List<Tensor> tensors, int axis) {
        return Tensor.run("stack", () -> torch.stack(vector(tensors), axis), tensors.toArray(Tensor[]::new));
    }

    private static TensorVector vector(List<Tensor> tensors) {
        return new TensorVector(tensors.stream().map(Tensor::handle).toArray(org.bytedeco.pytorch.Tensor[]::new));
    }
}
