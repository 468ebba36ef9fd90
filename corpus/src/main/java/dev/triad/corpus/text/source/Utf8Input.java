// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import java.io.IOException;
import java.io.InputStream;

/// Text on its way through: everything that leaves here is UTF-8 without NUL bytes. What is not stops the reading with
/// the offset of the first bad byte, or turns into spaces where repair is wished. Characters never straddle two reads.
final class Utf8Input extends InputStream {
    private static final int BUFFER_BYTES = 1 << 16;

    private final String name;
    private final PackedInput in;
    private final boolean repair;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int ready;
    private int checked;
    private int filled;
    private boolean ended;
    private long bufferStart;
    private long repaired;

    /// @param name the file, for messages
    /// @param repair turn bad bytes into spaces
    Utf8Input(String name, PackedInput in, boolean repair) {
        this.name = name;
        this.in = in;
        this.repair = repair;
    }

    /// Bytes that were turned into spaces so far.
    long repaired() {
        return repaired;
    }

    /// Reads up to an offset without handing anything over.
    ///
    /// @return how many line breaks were passed
    long skipTo(long offset) throws IOException {
        long lines = 0;
        while (bufferStart + checked < offset) {
            lines += lineBreaks(ready, checked);
            ready = checked;
            if (!fill()) {
                throw new IOException(name + ": is shorter than it was when its reading began");
            }
        }
        int until = (int) (offset - bufferStart);
        lines += lineBreaks(ready, until);
        ready = until;
        return lines;
    }

    @Override
    public int read() throws IOException {
        return ready < checked || fill() ? buffer[ready++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (ready == checked && !fill()) {
            return -1;
        }
        int count = Math.min(length, checked - ready);
        System.arraycopy(buffer, ready, target, from, count);
        ready += count;
        return count;
    }

    /// Gets and checks more text, once all that is checked was taken.
    ///
    /// @return false at the end
    private boolean fill() throws IOException {
        int left = filled - checked;
        System.arraycopy(buffer, checked, buffer, 0, left);
        bufferStart += checked;
        filled = left;
        ready = 0;
        checked = 0;
        while (checked == 0 && !(ended && filled == 0)) {
            if (!ended) {
                int got = in.read(buffer, filled, buffer.length - filled);
                ended = got < 0;
                filled += Math.max(0, got);
            }
            check();
        }
        return checked > 0;
    }

    /// Checks what is filled: all of it but the start of a character that the next bytes may complete.
    private void check() throws IOException {
        while (checked < filled) {
            checked = Utf8.textEnd(buffer, checked, filled);
            if (checked < filled) {
                if (!ended && Utf8.mayGoOn(buffer, checked, filled)) {
                    return;
                }
                bad(buffer[checked] & 0xFF, bufferStart + checked);
                buffer[checked++] = ' ';
                repaired++;
            }
        }
    }

    private void bad(int value, long offset) throws IOException {
        if (repair) {
            return;
        }
        if (in.isPacked()) {
            drain(); // damaged packing often shows as damaged text first
        }
        String place = "offset %d%s".formatted(offset, in.isPacked() ? " of the unpacked text" : "");
        if (value == 0) {
            throw new IOException("%s: there is a NUL byte at %s; is it a text file?".formatted(name, place));
        }
        throw new IOException("%s: byte 0x%02X at %s is not UTF-8%s"
                .formatted(name, value, place, offset == 0 && value >= 0xFE ? "; it looks like UTF-16" : ""));
    }

    /// Reads the rest, to hear whether the packing is at fault.
    private void drain() throws IOException {
        byte[] rest = new byte[BUFFER_BYTES];
        int got;
        do {
            got = in.read(rest, 0, rest.length);
        } while (got >= 0);
    }

    private long lineBreaks(int from, int to) {
        long count = 0;
        for (int i = from; i < to; i++) {
            count += buffer[i] == '\n' ? 1 : 0;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
