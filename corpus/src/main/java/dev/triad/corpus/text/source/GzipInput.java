// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Unpacks gzip (RFC 1952): any number of members one after the other, their checksums checked. Unlike
/// [java.util.zip.GZIPInputStream] it takes nothing for a peaceful end that is not one (a damaged header after the
/// first member loses no text silently), and it knows where in the file the damage is.
final class GzipInput extends InputStream {
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private final String name;
    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int limit;
    private long bufferStart;
    private boolean insideMember;

    /// @param name the file, for messages
    /// @param in its bytes from the start
    GzipInput(String name, InputStream in) {
        this.name = name;
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (insideMember || beginMember()) {
            try {
                int count = inflater.inflate(target, from, length);
                at = limit - inflater.getRemaining();
                if (count > 0) {
                    crc.update(target, from, count);
                    return count;
                }
            } catch (DataFormatException e) {
                at = limit - inflater.getRemaining();
                throw damaged(e.getMessage() == null ? "not deflated data" : e.getMessage());
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsDictionary()) {
                throw damaged("a preset dictionary is asked for");
            } else {
                fill();
                inflater.setInput(buffer, at, limit - at);
            }
        }
        return -1;
    }

    /// Reads the header of the next member.
    ///
    /// @return false at the end of the file
    private boolean beginMember() throws IOException {
        boolean first = position() == 0;
        while (!first && !atEnd() && buffer[at] == 0) {
            at++; // tapes and some tools fill the last block with zeros
        }
        if (atEnd()) {
            return false;
        }
        long start = position();
        if (next() != 0x1F || next() != 0x8B || next() != 8) {
            at = (int) (start - bufferStart);
            throw damaged(first ? "not a gzip header" : "more data follows, but no gzip header");
        }
        int flags = next();
        skip(6);
        if ((flags & HAS_EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & HAS_NAME) != 0) {
            skipString();
        }
        if ((flags & HAS_COMMENT) != 0) {
            skipString();
        }
        if ((flags & HAS_CHECKSUM) != 0) {
            skip(2);
        }
        crc.reset();
        inflater.reset();
        inflater.setInput(buffer, at, limit - at);
        insideMember = true;
        return true;
    }

    private void endMember() throws IOException {
        long sum = nextInt();
        long length = nextInt();
        if (sum != crc.getValue() || length != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw damaged("the checksum of the text before it is wrong");
        }
        insideMember = false;
    }

    private long nextInt() throws IOException {
        return next() | (long) next() << 8 | (long) next() << 16 | (long) next() << 24;
    }

    private int next() throws IOException {
        if (at == limit) {
            fill();
        }
        return buffer[at++] & 0xFF;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipString() throws IOException {
        int letter;
        do {
            letter = next();
        } while (letter != 0);
    }

    private boolean atEnd() throws IOException {
        return at == limit && !refill();
    }

    private void fill() throws IOException {
        if (!refill()) {
            throw new IOException(
                    "%s: gzip data is cut short: the file ends after %d bytes, in the middle; copy it again"
                            .formatted(name, position()));
        }
    }

    private boolean refill() throws IOException {
        bufferStart += limit;
        at = 0;
        limit = Math.max(0, in.read(buffer, 0, buffer.length));
        return limit > 0;
    }

    private long position() {
        return bufferStart + at;
    }

    private IOException damaged(String what) {
        return new IOException(
                "%s: gzip data is damaged at byte %d of the file: %s; copy it again".formatted(name, position(), what));
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
