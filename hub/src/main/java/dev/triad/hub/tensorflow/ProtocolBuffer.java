// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tensorflow;

import dev.triad.hub.tensorflow.Bytes.MalformedException;
import java.lang.foreign.MemorySegment;

/// A message of protocol buffers, field by field: [#next] moves on, [#field] says which one it is, and one of the
/// others gives its value. Fields nobody asks for are passed over.
final class ProtocolBuffer {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    private final Bytes bytes;
    private long tag;
    private long number;
    private MemorySegment content = MemorySegment.NULL;

    ProtocolBuffer(MemorySegment message) {
        this.bytes = new Bytes(message);
    }

    /// Reads the next field; false at the end.
    boolean next() throws MalformedException {
        if (!bytes.hasMore()) {
            return false;
        }
        tag = bytes.varint();
        switch ((int) (tag & 7)) {
            case VARINT -> number = bytes.varint();
            case FIXED_64 -> number = bytes.fixed64();
            case LENGTH_DELIMITED -> content = bytes.take(bytes.varint());
            case FIXED_32 -> number = bytes.fixed32();
            default -> throw new MalformedException("a field of a kind that is not known");
        }
        return true;
    }

    /// The number of the field.
    int field() {
        return (int) (tag >>> 3);
    }

    /// Its value, a whole number or a choice.
    long number() throws MalformedException {
        require(VARINT);
        return number;
    }

    /// Its value, a number of four bytes.
    int fixed32() throws MalformedException {
        require(FIXED_32);
        return (int) number;
    }

    /// Its value, a message.
    ProtocolBuffer message() throws MalformedException {
        require(LENGTH_DELIMITED);
        return new ProtocolBuffer(content);
    }

    private void require(int kind) throws MalformedException {
        if ((tag & 7) != kind) {
            throw new MalformedException("field " + field() + " of another kind than expected");
        }
    }
}
