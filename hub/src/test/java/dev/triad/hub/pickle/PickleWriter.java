// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Pickles written opcode by opcode: what a test, or a malicious stranger, wants to say.
final class PickleWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static PickleWriter protocol2() {
        return new PickleWriter().op(0x80, 2);
    }

    /// An opcode (or its operand) as it is.
    PickleWriter op(int... codes) {
        for (int code : codes) {
            bytes.write(code);
        }
        return this;
    }

    PickleWriter op(char code) {
        return op((int) code);
    }

    PickleWriter line(char opcode, String text) {
        op(opcode);
        bytes.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    PickleWriter global(String module, String name) {
        return line('c', module).raw((name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    PickleWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return op('X').int32(utf8.length).raw(utf8);
    }

    /// A whole number, as wide as Python would write it.
    PickleWriter number(long number) {
        if (number >= 0 && number < 256) {
            return op('K').op((int) number);
        }
        if (number == (int) number) {
            return op('J').int32((int) number);
        }
        byte[] big = BigInteger.valueOf(number).toByteArray();
        op(0x8a, big.length);
        for (int i = big.length - 1; i >= 0; i--) {
            op(big[i] & 0xff);
        }
        return this;
    }

    PickleWriter numbers(long... tuple) {
        op('(');
        for (long number : tuple) {
            number(number);
        }
        return op('t');
    }

    PickleWriter int32(int number) {
        return raw(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array());
    }

    PickleWriter int64(long number) {
        return raw(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array());
    }

    PickleWriter raw(byte... more) {
        bytes.writeBytes(more);
        return this;
    }

    /// A reference to a storage of `torch.<type>`.
    PickleWriter storage(String type, String key, long count) {
        return op('(').text("storage")
                .global(type.equals("UntypedStorage") ? "torch.storage" : "torch", type)
                .text(key)
                .text("cpu")
                .number(count)
                .op('t')
                .op('Q');
    }

    /// A tensor of a storage of that type.
    PickleWriter tensor(String type, String key, long count, long start, long[] size, long[] stride) {
        return global("torch._utils", "_rebuild_tensor_v2")
                .op('(')
                .storage(type, key, count)
                .number(start)
                .numbers(size)
                .numbers(stride)
                .op(0x89)
                .op('N')
                .op('t')
                .op('R');
    }

    byte[] stop() {
        return op('.').bytes.toByteArray();
    }
}
