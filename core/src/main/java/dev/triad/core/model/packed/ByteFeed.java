// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Reads what a [ByteSink] wrote; every claim is checked.
final class ByteFeed {
    /// More than any tokenizer has.
    private static final int LONGEST = 1 << 27;

    private final byte[] content;
    private int position;

    /// @throws IOException when the bytes are damaged
    ByteFeed(byte[] deflated) throws IOException {
        content = inflate(deflated);
    }

    private static byte[] inflate(byte[] deflated) throws IOException {
        var out = new ByteArrayOutputStream(Math.min(4 * deflated.length + 64, LONGEST));
        try (var inflater = new Inflater()) {
            inflater.setInput(deflated);
            var buffer = new byte[1 << 13];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                out.write(buffer, 0, count);
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new IOException("ends before it is complete");
                }
                if (out.size() > LONGEST) {
                    throw new IOException("unpacks to more than " + LONGEST + " bytes");
                }
            }
            if (inflater.getRemaining() > 0) {
                throw new IOException("goes on after its end");
            }
        } catch (DataFormatException e) {
            throw new IOException("is not what it was when it was written (" + e.getMessage() + ")", e);
        }
        return out.toByteArray();
    }

    /// A number from 0 to `most`.
    int count(int most) throws IOException {
        long number = 0;
        for (int shift = 0; shift <= 28; shift += 7) {
            int next = next();
            number |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                if (number > most) {
                    throw new IOException("has the number " + number + " where at most " + most + " is possible");
                }
                return (int) number;
            }
        }
        throw new IOException("has a number of too many bytes");
    }

    void bytes(byte[] target, int from) throws IOException {
        if (target.length - from > content.length - position) {
            throw new IOException("ends in the middle of its tokens");
        }
        System.arraycopy(content, position, target, from, target.length - from);
        position += target.length - from;
    }

    /// Numbers below a limit.
    int[] planes(int count, int limit) throws IOException {
        if (3L * count > content.length - position) {
            throw new IOException("ends in the middle of its numbers");
        }
        var numbers = new int[count];
        for (int i = 0; i < count; i++) {
            int low = content[position + i] & 0xFF;
            int middle = content[position + count + i] & 0xFF;
            int high = content[position + 2 * count + i] & 0xFF;
            numbers[i] = low | middle << 8 | high << 16;
            if (numbers[i] >= limit) {
                throw new IOException("has the id " + numbers[i] + " where all are below " + limit);
            }
        }
        position += 3 * count;
        return numbers;
    }

    /// Nothing may be left.
    void end() throws IOException {
        if (position != content.length) {
            throw new IOException("has " + (content.length - position) + " bytes more than it should");
        }
    }

    private int next() throws IOException {
        if (position == content.length) {
            throw new IOException("ends too early");
        }
        return content[position++] & 0xFF;
    }
}
