// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tensorflow;

import dev.triad.hub.tensorflow.Bytes.MalformedException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// What the index says about one tensor: TensorFlow's `BundleEntryProto`.
///
/// @param type the number of its `DataType`
/// @param shape its dimensions
/// @param shard which data file it is in
/// @param offset its first byte there
/// @param length its bytes there
/// @param checksum the [MaskedCrc32c] of its bytes
/// @param slices how many pieces it was saved in; 0 for one that is whole
record BundleEntry(int type, List<Long> shape, int shard, long offset, long length, int checksum, int slices) {
    /// The most dimensions that a tensor can have elsewhere; TensorFlow itself stops at 254.
    private static final int HIGHEST_RANK = 64;

    static BundleEntry read(MemorySegment bytes) throws MalformedException {
        long type = 0;
        var shape = new ArrayList<Long>();
        long shard = 0;
        long offset = 0;
        long length = 0;
        int checksum = 0;
        int slices = 0;
        var message = new ProtocolBuffer(bytes);
        while (message.next()) {
            switch (message.field()) {
                case 1 -> type = message.number();
                case 2 -> readShape(message.message(), shape);
                case 3 -> shard = message.number();
                case 4 -> offset = message.number();
                case 5 -> length = message.number();
                case 6 -> checksum = message.fixed32();
                case 7 -> {
                    message.message();
                    slices++;
                }
                default -> {}
            }
        }
        return new BundleEntry((int) type, shape, (int) shard, offset, length, checksum, slices);
    }

    /// `TensorShapeProto`: dimensions, or the remark that their number is not known.
    private static void readShape(ProtocolBuffer message, List<Long> shape) throws MalformedException {
        while (message.next()) {
            switch (message.field()) {
                case 2 -> {
                    shape.add(readDimension(message.message()));
                    if (shape.size() > HIGHEST_RANK) {
                        throw new MalformedException("a shape of more than " + HIGHEST_RANK + " dimensions");
                    }
                }
                case 3 -> {
                    if (message.number() != 0) {
                        throw new MalformedException("a shape of unknown rank");
                    }
                }
                default -> {}
            }
        }
    }

    private static long readDimension(ProtocolBuffer message) throws MalformedException {
        long size = 0;
        while (message.next()) {
            if (message.field() == 1) {
                size = message.number();
            }
        }
        return size;
    }
}
