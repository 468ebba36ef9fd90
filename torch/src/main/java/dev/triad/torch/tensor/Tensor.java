// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.jspecify.annotations.Nullable;

/// An n-dimensional array on one device, with or without a gradient graph behind it.
///
/// A tensor belongs to the [Scope] it was created in and is unusable after that closes; [#keep()] makes its
/// holder the owner instead. Method names are PyTorch's; a trailing underscore writes in place. Errors are
/// [TensorException]s that name the operation and the shapes.
public final class Tensor implements AutoCloseable {
    private final org.bytedeco.pytorch.Tensor handle;
    private boolean kept;

    Tensor(org.bytedeco.pytorch.Tensor handle) {
        this.handle = handle;
    }

    /// The native tensor; fails once its scope has closed.
    org.bytedeco.pytorch.Tensor handle() {
        if (handle.isNull()) throw new TensorException("a tensor was used after its scope closed or it was freed");
        return handle;
    }

    /// Runs one native operation; a failure names `operation` and the operands' shapes instead of a native trace.
    static Tensor run(String operation, Supplier<org.bytedeco.pytorch.Tensor> call, @Nullable Tensor... operands) {
        Scope.require(operation);
        try {
            return new Tensor(call.get());
        } catch (TensorException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failure(operation, e, operands);
        }
    }

    static TensorException failure(String operation, RuntimeException cause, @Nullable Tensor... operands) {
        var shapes = new StringBuilder();
        for (var operand : operands) {
            if (operand == null) continue;
            shapes.append(shapes.isEmpty() ? "" : " and ")
                    .append(operand.handle.isNull() ? "a freed tensor" : operand.toString());
        }
        // libtorch appends its own stack, which says nothing to a Java reader.
        String reason = String.valueOf(cause.getMessage())
                .split("Exception raised from", 2)[0]
                .strip();
        return new TensorException(operation + " of " + shapes + ": " + reason.replaceAll("\\s*\\R\\s*", " "));
    }

    // ---- What it is

    /// Sizes of the axes; empty for a scalar.
    public long[] shape() {
        var native_ = handle();
        var shape = new long[Math.toIntExact(native_.dim())];
        for (int axis = 0; axis < shape.length; axis++) shape[axis] = native_.size(axis);
        return shape;
    }

    /// Size of one axis; negative axes count from the end.
    public long size(int axis) {
        return handle().size(axis);
    }

    /// Number of axes.
    public int rank() {
        return (int) handle().dim();
    }

    /// Number of elements.
    public long count() {
        return handle().numel();
    }

    public DType dtype() {
        return DType.of(handle().scalar_type());
    }

    public Device device() {
        var native_ = handle();
        if (native_.is_cpu()) return Device.CPU;
        try (var device = native_.device()) {
            return Device.cuda(device.index());
        }
    }

    public boolean isContiguous() {
        return handle().is_contiguous();
    }

    /// Whether this tensor and `other` are one piece of memory seen the same way.
    public boolean sharesStorageWith(Tensor other) {
        return address() == other.address() && Arrays.equals(shape(), other.shape());
    }

    private long address() {
        try (var pointer = handle().data_ptr()) {
            return pointer.address();
        }
    }

    // ---- Who owns it

    /// Takes this tensor out of its scope: from now on the caller owns it and must [#close()] it.
    public Tensor keep() {
        if (!kept) {
            handle().retainReference();
            kept = true;
        }
        return this;
    }

    /// Frees the native memory of a tensor that was kept; tensors of a scope are freed with it.
    @Override
    public void close() {
        if (kept && !handle.isNull()) {
            kept = false;
            handle.releaseReference();
        }
    }

    // ---- Into and out of Java

    /// The memory of a contiguous CPU tensor, valid while the tensor lives. Writing to it changes the tensor.
    public MemorySegment segment() {
        if (!handle().is_cpu() || !isContiguous()) {
            throw new TensorException("only a contiguous CPU tensor has a memory segment, this is " + this);
        }
        return MemorySegment.ofAddress(address()).reinterpret(count() * dtype().bytes());
    }

    /// The elements as floats in row-major order; waits for the device and converts where needed.
    public float[] toFloats() {
        try (var _ = Scope.open()) {
            var host = hostCopy(DType.F32);
            return host.count() == 0 ? new float[0] : host.segment().toArray(FLOAT);
        }
    }

    /// The elements as doubles in row-major order.
    public double[] toDoubles() {
        try (var _ = Scope.open()) {
            var host = hostCopy(DType.F64);
            return host.count() == 0 ? new double[0] : host.segment().toArray(DOUBLE);
        }
    }

    /// The elements as longs in row-major order; fractions are cut.
    public long[] toLongs() {
        try (var _ = Scope.open()) {
            var host = hostCopy(DType.I64);
            return host.count() == 0 ? new long[0] : host.segment().toArray(LONG);
        }
    }

    /// The elements as ints in row-major order; fractions are cut.
    public int[] toInts() {
        try (var _ = Scope.open()) {
            var host = hostCopy(DType.I32);
            return host.count() == 0 ? new int[0] : host.segment().toArray(INT);
        }
    }

    private Tensor hostCopy(DType dtype) {
        return detach().to(Device.CPU).to(dtype).contiguous();
    }

    /// The value of a one-element tensor.
    public double item() {
        if (count() != 1) throw new TensorException("item() needs one element, this is " + this);
        return handle().item_double();
    }

    // ---- Gradients

    /// Declares this leaf as something to differentiate by.
    public Tensor requiresGrad(boolean required) {
        handle().set_requires_grad(required);
        return this;
    }

    public boolean requiresGrad() {
        return handle().requires_grad();
    }

    /// Adds the gradient of this scalar to every leaf it depends on.
    public void backward() {
        backward(null, false);
    }

    /// Adds the product of `gradient` (of this tensor's shape) and the Jacobian to every leaf.
    public void backward(@Nullable Tensor gradient, boolean retainGraph) {
        Scope.require("backward");
        try {
            handle().backward(
                            gradient == null ? new org.bytedeco.pytorch.Tensor() : gradient.handle(),
                            new BoolOptional(retainGraph),
                            false,
                            new TensorArrayRefOptional());
        } catch (RuntimeException e) {
            throw failure("backward", e, this);
        }
    }

    /// The gradient accumulated so far, or null when there is none.
    public @Nullable Tensor grad() {
        Scope.require("grad");
        var gradient = handle().grad();
        return gradient.defined() ? new Tensor(gradient) : null;
    }

    /// Forgets the accumulated gradient, freeing its memory.
    public void clearGrad() {
        Scope.require("clearGrad");
        handle().mutable_grad().reset();
    }

    /// The same memory without the graph.
    public Tensor detach() {
        return run("detach", () -> handle().detach(), this);
    }

    // ---- Type, device, memory

    /// This tensor in another element type; itself when it already has it.
    public Tensor to(DType dtype) {
        return run("to", () -> handle().to(dtype.scalarType()), this);
    }

    /// This tensor on another device; itself when it is there already.
    public Tensor to(Device device) {
        if (device.type() == Device.Type.CPU && handle().is_cpu()) return this;
        return run("to " + device, () -> handle().to(device.toNative(), handle().scalar_type()), this);
    }

    public Tensor contiguous() {
        return run("contiguous", () -> handle().contiguous(), this);
    }

    /// The same numbers [B, C, H, W] with the channels lying side by side in memory; itself when they do already.
    /// Convolutions keep that order, and on CPUs are faster in it.
    public Tensor channelsLast() {
        return run("channelsLast", () -> handle().contiguous(MemoryFormat.ChannelsLast), this);
    }

    /// A copy in fresh memory (part of the graph, as in PyTorch's clone).
    public Tensor copy() {
        return run("clone", () -> handle().clone(), this);
    }

    /// Overwrites this tensor with `source`, converting type and device.
    public Tensor copy_(Tensor source) {
        return inPlace("copy_", () -> handle().copy_(source.handle()), source);
    }

    private Tensor inPlace(String operation, Supplier<org.bytedeco.pytorch.Tensor> call, @Nullable Tensor other) {
        run(operation, call, this, other);
        return this;
    }

    // ---- Shape

    /// The same memory in another shape; one size may be -1.
    public Tensor view(long... shape) {
        return run("view", () -> handle().view(shape), this);
    }

    /// Another shape, copying only when a view is impossible.
    public Tensor reshape(long... shape) {
        return run("reshape", () -> handle().reshape(shape), this);
    }

    /// Swaps two axes.
    public Tensor transpose(int a, int b) {
        return run("transpose", () -> handle().transpose(a, b), this);
    }

    /// Reorders the axes.
    public Tensor permute(long... axes) {
        return run("permute", () -> handle().permute(axes), this);
    }

    /// Repeats axes of size one without copying; -1 keeps a size.
    public Tensor expand(long... shape) {
        return run("expand", () -> handle().expand(shape), this);
    }

    /// Inserts an axis of size one.
    public Tensor unsqueeze(int axis) {
        return run("unsqueeze", () -> handle().unsqueeze(axis), this);
    }

    /// Drops an axis of size one.
    public Tensor squeeze(int axis) {
        return run("squeeze", () -> handle().squeeze(axis), this);
    }

    /// `length` entries of an axis from `start` on.
    public Tensor narrow(int axis, long start, long length) {
        return run("narrow", () -> handle().narrow(axis, start, length), this);
    }

    /// One entry of an axis, which is dropped.
    public Tensor select(int axis, long index) {
        return run("select", () -> handle().select(axis, index), this);
    }

    public Tensor flip(long... axes) {
        return run("flip", () -> handle().flip(axes), this);
    }

    /// Sliding windows of `size` every `step` along an axis, as a new last axis.
    public Tensor unfold(int axis, long size, long step) {
        return run("unfold", () -> handle().unfold(axis, size, step), this);
    }

    /// Splits an axis into pieces of `size` (the last may be smaller).
    public List<Tensor> split(long size, int axis) {
        Scope.require("split");
        try (var pieces = handle().split(size, axis)) {
            return fromVector(pieces);
        } catch (RuntimeException e) {
            throw failure("split", e, this);
        }
    }

    static List<Tensor> fromVector(TensorVector vector) {
        var tensors = new Tensor[Math.toIntExact(vector.size())];
        for (int i = 0; i < tensors.length; i++)
            tensors[i] = new Tensor(new org.bytedeco.pytorch.Tensor(vector.get(i)));
        return List.of(tensors);
    }

    // ---- Arithmetic

    /// Element-wise `this + other`, broadcasting.
    public Tensor add(Tensor other) {
        return run("add", () -> handle().add(other.handle()), this, other);
    }

    public Tensor add(double scalar) {
        return run("add", () -> handle().add(new Scalar(scalar)), this);
    }

    /// Element-wise `this - other`, broadcasting.
    public Tensor sub(Tensor other) {
        return run("sub", () -> handle().sub(other.handle()), this, other);
    }

    public Tensor sub(double scalar) {
        return run("sub", () -> handle().sub(new Scalar(scalar)), this);
    }

    /// Element-wise `this × other`, broadcasting.
    public Tensor mul(Tensor other) {
        return run("mul", () -> handle().mul(other.handle()), this, other);
    }

    public Tensor mul(double scalar) {
        return run("mul", () -> handle().mul(new Scalar(scalar)), this);
    }

    /// Element-wise `this / other`, broadcasting.
    public Tensor div(Tensor other) {
        return run("div", () -> handle().div(other.handle()), this, other);
    }

    public Tensor div(double scalar) {
        return run("div", () -> handle().div(new Scalar(scalar)), this);
    }

    public Tensor neg() {
        return run("neg", () -> handle().neg(), this);
    }

    public Tensor pow(double exponent) {
        return run("pow", () -> handle().pow(new Scalar(exponent)), this);
    }

    public Tensor abs() {
        return run("abs", () -> handle().abs(), this);
    }

    public Tensor exp() {
        return run("exp", () -> handle().exp(), this);
    }

    public Tensor log() {
        return run("log", () -> handle().log(), this);
    }

    public Tensor sqrt() {
        return run("sqrt", () -> handle().sqrt(), this);
    }

    public Tensor rsqrt() {
        return run("rsqrt", () -> handle().rsqrt(), this);
    }

    public Tensor square() {
        return run("square", () -> handle().square(), this);
    }

    public Tensor sign() {
        return run("sign", () -> handle().sign(), this);
    }

    public Tensor floor() {
        return run("floor", () -> handle().floor(), this);
    }

    /// To the nearest integer, halves to even.
    public Tensor round() {
        return run("round", () -> handle().round(), this);
    }

    public Tensor tanh() {
        return run("tanh", () -> handle().tanh(), this);
    }

    public Tensor sigmoid() {
        return run("sigmoid", () -> handle().sigmoid(), this);
    }

    public Tensor relu() {
        return run("relu", () -> handle().relu(), this);
    }

    public Tensor erf() {
        return run("erf", () -> handle().erf(), this);
    }

    public Tensor sin() {
        return run("sin", () -> handle().sin(), this);
    }

    public Tensor cos() {
        return run("cos", () -> handle().cos(), this);
    }

    public Tensor isfinite() {
        return run("isfinite", () -> handle().isfinite(), this);
    }

    public Tensor clamp(double low, double high) {
        return run(
                "clamp",
                () -> handle().clamp(new ScalarOptional(new Scalar(low)), new ScalarOptional(new Scalar(high))),
                this);
    }

    public Tensor maximum(Tensor other) {
        return run("maximum", () -> handle().maximum(other.handle()), this, other);
    }

    /// Matrix product over the last two axes, broadcasting the others.
    public Tensor matmul(Tensor other) {
        return run("matmul", () -> handle().matmul(other.handle()), this, other);
    }

    /// This tensor where `condition` holds, `other` elsewhere.
    public Tensor where(Tensor condition, Tensor other) {
        return run("where", () -> handle().where(condition.handle(), other.handle()), condition, this, other);
    }

    /// `value` where `mask` is true.
    public Tensor masked_fill(Tensor mask, double value) {
        return run("masked_fill", () -> handle().masked_fill(mask.handle(), new Scalar(value)), this, mask);
    }

    /// `this + weight · (end − this)`.
    public Tensor lerp(Tensor end, double weight) {
        return run("lerp", () -> handle().lerp(end.handle(), new Scalar(weight)), this, end);
    }

    /// The lower triangle, zero above `diagonal`.
    public Tensor tril(long diagonal) {
        return run("tril", () -> handle().tril(diagonal), this);
    }

    // ---- Comparison

    public Tensor eq(double scalar) {
        return run("eq", () -> handle().eq(new Scalar(scalar)), this);
    }

    public Tensor eq(Tensor other) {
        return run("eq", () -> handle().eq(other.handle()), this, other);
    }

    public Tensor ne(double scalar) {
        return run("ne", () -> handle().ne(new Scalar(scalar)), this);
    }

    public Tensor ne(Tensor other) {
        return run("ne", () -> handle().ne(other.handle()), this, other);
    }

    public Tensor lt(double scalar) {
        return run("lt", () -> handle().lt(new Scalar(scalar)), this);
    }

    public Tensor lt(Tensor other) {
        return run("lt", () -> handle().lt(other.handle()), this, other);
    }

    public Tensor le(double scalar) {
        return run("le", () -> handle().le(new Scalar(scalar)), this);
    }

    public Tensor le(Tensor other) {
        return run("le", () -> handle().le(other.handle()), this, other);
    }

    public Tensor gt(double scalar) {
        return run("gt", () -> handle().gt(new Scalar(scalar)), this);
    }

    public Tensor gt(Tensor other) {
        return run("gt", () -> handle().gt(other.handle()), this, other);
    }

    public Tensor ge(double scalar) {
        return run("ge", () -> handle().ge(new Scalar(scalar)), this);
    }

    public Tensor ge(Tensor other) {
        return run("ge", () -> handle().ge(other.handle()), this, other);
    }

    public Tensor logical_and(Tensor other) {
        return run("logical_and", () -> handle().logical_and(other.handle()), this, other);
    }

    public Tensor logical_not() {
        return run("logical_not", () -> handle().logical_not(), this);
    }

    // ---- Reduction

    /// Over all elements.
    public Tensor sum() {
        return run("sum", () -> handle().sum(), this);
    }

    /// Over `axes`, which stay with size one when `keep`.
    public Tensor sum(boolean keep, long... axes) {
        return run("sum", () -> handle().sum(axes, keep, new ScalarTypeOptional()), this);
    }

    public Tensor mean() {
        return run("mean", () -> handle().mean(), this);
    }

    public Tensor mean(boolean keep, long... axes) {
        return run("mean", () -> handle().mean(axes, keep, new ScalarTypeOptional()), this);
    }

    /// Largest element over `axes`.
    public Tensor amax(boolean keep, long... axes) {
        return run("amax", () -> handle().amax(axes, keep), this);
    }

    /// Smallest element over `axes`.
    public Tensor amin(boolean keep, long... axes) {
        return run("amin", () -> handle().amin(axes, keep), this);
    }

    public Tensor max() {
        return run("max", () -> handle().max(), this);
    }

    public Tensor min() {
        return run("min", () -> handle().min(), this);
    }

    /// Index of the largest element along an axis, which is dropped.
    public Tensor argmax(int axis) {
        return run("argmax", () -> handle().argmax(new LongOptional(axis), false), this);
    }

    /// Index of the smallest element along an axis, which is dropped; of equal ones the first.
    public Tensor argmin(int axis) {
        return run("argmin", () -> handle().argmin(new LongOptional(axis), false), this);
    }

    public Tensor cumsum(int axis) {
        return run("cumsum", () -> handle().cumsum(axis), this);
    }

    /// The Euclidean norm of all elements.
    public Tensor norm() {
        return run("norm", () -> handle().norm(), this);
    }

    /// The Euclidean norm over `axes`, which stay with size one when `keep`. Its gradient at zero is zero.
    public Tensor norm(boolean keep, long... axes) {
        return run("norm", () -> handle().norm(new ScalarOptional(new Scalar(2.0)), axes, keep), this);
    }

    /// `log Σ exp` along an axis, which is dropped.
    public Tensor logsumexp(int axis) {
        return run(
                "logsumexp",
                () -> org.bytedeco.pytorch.global.torch.logsumexp(handle(), new long[] {axis}, false),
                this);
    }

    // ---- Indexing

    /// The entries of an axis that `indices` (1-D, i64) name.
    public Tensor index_select(int axis, Tensor indices) {
        return run("index_select", () -> handle().index_select(axis, indices.handle()), this, indices);
    }

    /// `out[…, i, …] = this[…, indices[…, i, …], …]` along `axis`.
    public Tensor gather(int axis, Tensor indices) {
        return run("gather", () -> handle().gather(axis, indices.handle()), this, indices);
    }

    /// A copy with `source` written where `indices` point along `axis`.
    public Tensor scatter(int axis, Tensor indices, Tensor source) {
        return run("scatter", () -> handle().scatter(axis, indices.handle(), source.handle()), this, indices, source);
    }

    /// Integer classes as one-hot rows.
    public Tensor one_hot(long classes) {
        return run("one_hot", () -> org.bytedeco.pytorch.global.torch.one_hot(handle(), classes), this);
    }

    /// A copy whose entries of `axis` that `indices` name are those of `source`.
    public Tensor index_copy(int axis, Tensor indices, Tensor source) {
        return run(
                "index_copy",
                () -> handle().index_copy(axis, indices.handle(), source.handle()),
                this,
                indices,
                source);
    }

    /// Adds the rows of `source` to the entries of `axis` that `indices` name.
    public Tensor index_add_(int axis, Tensor indices, Tensor source) {
        return inPlace("index_add_", () -> handle().index_add_(axis, indices.handle(), source.handle()), source);
    }

    /// The `k` largest entries of the last axis, falling, with their indices.
    public TopK topk(long k) {
        Scope.require("topk");
        try {
            var both = handle().topk(k);
            return new TopK(new Tensor(both.get0()), new Tensor(both.get1()));
        } catch (RuntimeException e) {
            throw failure("topk", e, this);
        }
    }

    /// Values and positions of the largest entries.
    public record TopK(Tensor values, Tensor indices) {}

    // ---- In place

    public Tensor zero_() {
        return inPlace("zero_", () -> handle().zero_(), null);
    }

    public Tensor fill_(double value) {
        return inPlace("fill_", () -> handle().fill_(new Scalar(value)), null);
    }

    public Tensor add_(double scalar) {
        return inPlace("add_", () -> handle().add_(new Scalar(scalar)), null);
    }

    public Tensor add_(Tensor other) {
        return inPlace("add_", () -> handle().add_(other.handle()), other);
    }

    /// Adds `scale · other`.
    public Tensor add_(Tensor other, double scale) {
        return inPlace("add_", () -> handle().add_(other.handle(), new Scalar(scale)), other);
    }

    public Tensor mul_(double scalar) {
        return inPlace("mul_", () -> handle().mul_(new Scalar(scalar)), null);
    }

    public Tensor mul_(Tensor other) {
        return inPlace("mul_", () -> handle().mul_(other.handle()), other);
    }

    public Tensor relu_() {
        return inPlace("relu_", () -> handle().relu_(), null);
    }

    public Tensor div_(Tensor other) {
        return inPlace("div_", () -> handle().div_(other.handle()), other);
    }

    /// `this ← this + weight · (end − this)`.
    public Tensor lerp_(Tensor end, double weight) {
        return inPlace("lerp_", () -> handle().lerp_(end.handle(), new Scalar(weight)), end);
    }

    /// Adds `scale · a · b`.
    public Tensor addcmul_(Tensor a, Tensor b, double scale) {
        return inPlace("addcmul_", () -> handle().addcmul_(a.handle(), b.handle(), new Scalar(scale)), a);
    }

    /// Adds `scale · a / b`.
    public Tensor addcdiv_(Tensor a, Tensor b, double scale) {
        return inPlace("addcdiv_", () -> handle().addcdiv_(a.handle(), b.handle(), new Scalar(scale)), a);
    }

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.nativeOrder());
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.nativeOrder());
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.nativeOrder());

    /// "f32 [16, 128]": type and shape, never contents.
    @Override
    public String toString() {
        return handle.isNull() ? "freed tensor" : dtype() + " " + Arrays.toString(shape());
    }
}
