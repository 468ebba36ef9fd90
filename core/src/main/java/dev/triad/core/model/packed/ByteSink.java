// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/// Numbers and bytes on their way into a deflated tensor.
final class ByteSink {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    /// A number that is not negative: seven bits a byte, the lowest first.
    void number(int number) {
        int left = number;
        while (left > 0x7F) {
            content.write((left & 0x7F) | 0x80);
            left >>>= 7;
        }
        content.write(left);
    }

    void bytes(byte[] bytes, int from) {
        content.write(bytes, from, bytes.length - from);
    }

    /// Numbers below 2²⁴: all the low bytes, all the middle ones, all the high ones. The high bytes repeat, and
    /// deflate, only where they are together.
    void planes(int[] numbers) {
        for (int shift = 0; shift < 24; shift += 8) {
            for (int number : numbers) {
                content.write(number >>> shift);
            }
        }
    }

    /// Everything so far, deflated.
    byte[] deflated() {
        var deflated = new ByteArrayOutputStream();
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(content.toByteArray());
            deflater.finish();
            var buffer = new byte[1 << 13];
            while (!deflater.finished()) {
                deflated.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        return deflated.toByteArray();
    }
}
