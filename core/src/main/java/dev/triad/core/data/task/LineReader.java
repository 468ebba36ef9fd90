// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Lines of UTF-8 text, numbered. A line ends at a line feed, with or without a carriage return before it; a
/// byte-order mark at the beginning is no part of the text.
final class LineReader {
    /// No sane row is longer.
    static final int LONGEST = 1 << 26;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final String source;
    private final int longest;
    private final byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    private byte[] line = new byte[1 << 12];
    private int length;
    private int start;
    private long number;

    LineReader(InputStream in, String source) {
        this(in, source, LONGEST);
    }

    LineReader(InputStream in, String source, int longest) {
        this.in = in;
        this.source = source;
        this.longest = longest;
    }

    /// Goes to the next line.
    ///
    /// @return whether there is one
    /// @throws IOException if reading fails or the line is too long to be one
    boolean next() throws IOException {
        length = 0;
        start = 0;
        boolean any = false;
        while (from < to || fill()) {
            any = true;
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            append(end - from);
            if (end < to) {
                from = end + 1;
                break;
            }
            from = end;
        }
        if (!any) {
            return false;
        }
        number++;
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        if (number == 1 && length >= 3 && Arrays.equals(line, 0, 3, BYTE_ORDER_MARK, 0, 3)) {
            start = 3;
        }
        return true;
    }

    private boolean fill() throws IOException {
        from = 0;
        to = Math.max(0, in.read(buffer));
        return to > 0;
    }

    private void append(int count) throws IOException {
        if (count > longest - length) {
            throw new IOException("%s: line %d is longer than %d bytes; is this a text file with a row in each line?"
                    .formatted(source, number + 1, longest));
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(length + count, 2 * line.length));
        }
        System.arraycopy(buffer, from, line, length, count);
        length += count;
    }

    /// The number of the line, from 1.
    long number() {
        return number;
    }

    String source() {
        return source;
    }

    /// Whether there is nothing in the line.
    boolean isEmpty() {
        return length == start;
    }

    /// The line's bytes.
    byte[] bytes() {
        return Arrays.copyOfRange(line, start, length);
    }

    /// The line.
    ///
    /// @throws BadRowException if it is not UTF-8
    String text() throws BadRowException {
        String text = lenientText();
        if (text.indexOf('\uFFFD') >= 0) {
            requireUtf8();
        }
        return text;
    }

    /// The line, with U+FFFD for what is not UTF-8.
    String lenientText() {
        return new String(line, start, length - start, StandardCharsets.UTF_8);
    }

    /// @throws BadRowException that names the first byte that is not UTF-8
    void requireUtf8() throws BadRowException {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var bytes = ByteBuffer.wrap(line, start, length - start);
        var result = decoder.decode(bytes, CharBuffer.allocate(length - start + 1), true);
        if (result.isError()) {
            int at = bytes.position();
            throw new BadRowException(
                    "is not UTF-8: byte 0x%02X at byte %d of the line".formatted(line[at] & 0xFF, at - start + 1));
        }
    }
}
