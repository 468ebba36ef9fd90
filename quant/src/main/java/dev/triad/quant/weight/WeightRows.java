// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.weight;

import dev.triad.torch.nn.Parameter;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;

/// A weight as rows: row o holds everything that makes output o, or is row o of a table. [out, in] and [out, in, k]
/// are stored that way; of [in, out] and [in, out, k] this is a turned copy. Blocks of consecutive weights never
/// cross rows, so those of a 1-D convolution run over the inputs and taps of one output channel.
///
/// Weights are addressed by their running number in the rows, row by row.
///
/// @param memory f32 in native order, the rows one after the other
/// @param rows how many outputs there are
/// @param columns weights of each
public record WeightRows(MemorySegment memory, long rows, int columns) {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    /// Weights that [#forTiles] hands over at once, at most.
    public static final int TILE = 16_384;

    public WeightRows {
        if (memory.byteSize() != rows * columns * Float.BYTES) {
            throw new IllegalArgumentException(
                    memory.byteSize() + " bytes are not " + rows + " rows of " + columns + " f32 weights");
        }
    }

    /// Rows in a Java array.
    public static WeightRows of(float[] values, int columns) {
        return new WeightRows(MemorySegment.ofArray(values), values.length / columns, columns);
    }

    /// The rows of a parameter's weight: the tensor's own memory where it lies that way already (writing here
    /// writes there), else a copy that lives as long as the open scope.
    ///
    /// @param weight on any device, in any floating type
    public static WeightRows of(Tensor weight, int outputAxis) {
        var turned = outputAxis == 0 ? weight.detach() : weight.detach().transpose(0, outputAxis);
        var host = turned.to(Device.CPU).to(DType.F32).contiguous();
        long rows = host.rank() == 0 ? 1 : host.size(0);
        int columns = Math.toIntExact(host.count() / Math.max(1, rows));
        return new WeightRows(host.segment(), rows, columns);
    }

    /// The rows of a parameter's master weight.
    public static WeightRows of(Parameter parameter) {
        return of(parameter.master(), parameter.outputAxis());
    }

    /// Hands over a tensor's values for writing, as rows of outputs; automatic differentiation does not notice.
    public static void edit(Tensor tensor, int outputAxis, Consumer<WeightRows> work) {
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            boolean direct = outputAxis == 0
                    && tensor.dtype() == DType.F32
                    && tensor.device().equals(Device.CPU)
                    && tensor.isContiguous();
            if (direct) {
                work.accept(of(tensor, 0));
                return;
            }
            var turned = outputAxis == 0 ? tensor.detach() : tensor.detach().transpose(0, outputAxis);
            var host = Tensors.empty(DType.F32, Device.CPU, turned.shape()).copy_(turned);
            work.accept(of(host, 0));
            turned.copy_(host);
        }
    }

    /// Rows that a parameter of that shape has.
    public static long rows(Parameter parameter) {
        var shape = parameter.shape();
        return shape.length == 0 ? 1 : shape[parameter.outputAxis()];
    }

    /// Weights in a row of such a parameter.
    public static long columns(Parameter parameter) {
        return parameter.count() / Math.max(1, rows(parameter));
    }

    /// Number of weights.
    public long count() {
        return rows * columns;
    }

    /// Copies `length` weights from number `first` on to the start of `into`.
    public void read(long first, float[] into, int length) {
        MemorySegment.copy(memory, FLOAT, first * Float.BYTES, into, 0, length);
    }

    /// Overwrites `length` weights from number `first` on.
    public void write(float[] from, long first, int length) {
        MemorySegment.copy(from, 0, memory, FLOAT, first * Float.BYTES, length);
    }

    /// All weights.
    public float[] toArray() {
        return memory.toArray(FLOAT);
    }

    /// Work on some consecutive weights.
    @FunctionalInterface
    public interface TileWork {
        /// @param first number of the first weight
        /// @param values where the weights are, from 0 on
        /// @param length how many there are
        void accept(long first, float[] values, int length);
    }

    /// Hands over the weights from number `from` to `to`, in order, in tiles.
    public void forTiles(long from, long to, TileWork work) {
        var values = new float[(int) Math.min(TILE, Math.max(0, to - from))];
        for (long first = from; first < to; first += TILE) {
            int length = (int) Math.min(TILE, to - first);
            read(first, values, length);
            work.accept(first, values, length);
        }
    }

    /// Hands over all blocks of `size` weights, in order, in tiles of whole blocks; numbers and lengths count
    /// blocks.
    public void forTilesOf(int size, TileWork work) {
        long blocks = count() / size;
        int perTile = Math.max(1, TILE / size);
        var values = new float[perTile * size];
        for (long first = 0; first < blocks; first += perTile) {
            int length = (int) Math.min(perTile, blocks - first);
            read(first * size, values, length * size);
            work.accept(first, values, length);
        }
    }

    /// Consecutive weights in blocks of `size`, for which rows must have room.
    ///
    /// @throws IllegalArgumentException when `size` does not divide the row
    public static long requireDivisible(String name, long columns, int size) {
        if (size < 1 || columns % size != 0) {
            throw new IllegalArgumentException(
                    name + " has rows of " + columns + " weights, which blocks of " + size + " do not fill");
        }
        return columns / size;
    }
}
