// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/// Bytes that are made when they are written: a message with gigabytes of weights is laid out before the first
/// of them is read.
interface Payload {
    /// How many bytes there will be.
    long size();

    /// Writes exactly [#size()] bytes.
    void writeTo(WritableByteChannel out) throws IOException;

    /// Bytes that are there already.
    static Payload of(byte[] bytes) {
        return new Payload() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void writeTo(WritableByteChannel out) throws IOException {
                writeFully(out, ByteBuffer.wrap(bytes));
            }
        };
    }

    /// A channel may take less than it is offered.
    static void writeFully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
