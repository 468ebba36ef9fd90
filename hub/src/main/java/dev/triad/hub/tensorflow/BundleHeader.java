// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tensorflow;

import dev.triad.hub.tensorflow.Bytes.MalformedException;
import java.lang.foreign.MemorySegment;

/// What the index says about the whole checkpoint, under the empty name: TensorFlow's `BundleHeaderProto`.
///
/// @param shards how many data files there are
/// @param bigEndian whether their numbers start with the high byte
/// @param oldestReader the oldest version of the format whose readers understand it
record BundleHeader(long shards, boolean bigEndian, long oldestReader) {
    static BundleHeader read(MemorySegment bytes) throws MalformedException {
        long shards = 0;
        boolean bigEndian = false;
        long oldestReader = 0;
        var message = new ProtocolBuffer(bytes);
        while (message.next()) {
            switch (message.field()) {
                case 1 -> shards = message.number();
                case 2 -> bigEndian = message.number() != 0;
                case 3 -> {
                    var version = message.message();
                    while (version.next()) {
                        if (version.field() == 2) {
                            oldestReader = version.number();
                        }
                    }
                }
                default -> {}
            }
        }
        return new BundleHeader(shards, bigEndian, oldestReader);
    }
}
