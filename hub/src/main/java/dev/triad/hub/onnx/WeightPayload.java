// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/// The `raw_data` of a weight: little-endian floats, read only when their turn comes.
///
/// @param weights where they come from
/// @param name of the tensor there
/// @param rows of the tensor there, 1 for a vector
/// @param columns of the tensor there
/// @param transposed whether the file wants [columns, rows]
record WeightPayload(Weights weights, String name, int rows, int columns, boolean transposed) implements Payload {
    private static final int CHUNK = 1 << 16; // floats

    @Override
    public long size() {
        return (long) Float.BYTES * rows * columns;
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        var values = weights.floats(name);
        if (values.length != (long) rows * columns) {
            throw new IllegalArgumentException("the tensor " + name + " has " + values.length + " values where "
                    + Arrays.toString(new int[] {rows, columns}) + " is expected.");
        }
        var buffer = ByteBuffer.allocateDirect(Float.BYTES * Math.min(CHUNK, values.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        if (transposed) {
            for (int column = 0; column < columns; column++) {
                for (int row = 0; row < rows; row++) {
                    put(buffer, values[row * columns + column], out);
                }
            }
        } else {
            for (float value : values) {
                put(buffer, value, out);
            }
        }
        Payload.writeFully(out, buffer.flip());
    }

    private static void put(ByteBuffer buffer, float value, WritableByteChannel out) throws IOException {
        if (!buffer.hasRemaining()) {
            Payload.writeFully(out, buffer.flip());
            buffer.clear();
        }
        buffer.putFloat(value);
    }
}
