// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import java.io.IOException;
import java.io.Writer;

/// The text of one field of a record: characters in, lines of UTF-8 out.
final class FieldText extends Writer implements LineSplitter.Handler {
    private static final int BUFFER_BYTES = 1 << 13;
    private static final int LONGEST_CHARACTER = 4;

    private final LineSplitter splitter;
    private final DocumentSink sink;
    private final byte[] utf8 = new byte[BUFFER_BYTES];
    private int length;
    private char high;
    private long repaired;

    FieldText(ReadOptions options, DocumentSink sink) {
        this.sink = sink;
        this.splitter = new LineSplitter(options.longestLine(), this);
    }

    /// Surrogates without their other half that were turned into spaces so far.
    long repaired() {
        return repaired;
    }

    @Override
    public void write(char[] text, int from, int count) throws IOException {
        for (int i = from; i < from + count; i++) {
            if (length > BUFFER_BYTES - 2 * LONGEST_CHARACTER) {
                drain();
            }
            char c = text[i];
            if (high != 0 && Character.isLowSurrogate(c)) {
                put(Character.toCodePoint(high, c));
                high = 0;
                continue;
            }
            flushHigh();
            if (Character.isHighSurrogate(c)) {
                high = c;
            } else if (Character.isLowSurrogate(c)) {
                blank();
            } else {
                put(c);
            }
        }
    }

    /// The field's text in UTF-8 already.
    void write(byte[] text, int from, int to) throws IOException {
        splitter.feed(text, from, to);
    }

    /// The field is over: hands over what is held and ends the document.
    void endDocument() throws IOException {
        flushHigh();
        drain();
        splitter.finish();
        splitter.start(0, false);
        sink.endDocument();
    }

    private void flushHigh() {
        if (high != 0) {
            high = 0;
            blank();
        }
    }

    private void blank() {
        repaired++;
        put(' ');
    }

    private void put(int codePoint) {
        if (codePoint < 0x80) {
            utf8[length++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            utf8[length++] = (byte) (0xC0 | (codePoint >> 6));
            utf8[length++] = continuation(codePoint);
        } else if (codePoint < 0x10000) {
            utf8[length++] = (byte) (0xE0 | (codePoint >> 12));
            utf8[length++] = continuation(codePoint >> 6);
            utf8[length++] = continuation(codePoint);
        } else {
            utf8[length++] = (byte) (0xF0 | (codePoint >> 18));
            utf8[length++] = continuation(codePoint >> 12);
            utf8[length++] = continuation(codePoint >> 6);
            utf8[length++] = continuation(codePoint);
        }
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    private void drain() throws IOException {
        splitter.feed(utf8, 0, length);
        length = 0;
    }

    @Override
    public void text(byte[] bytes, int from, int to) throws IOException {
        sink.line(bytes, from, to);
    }

    @Override
    public void endPiece(long offset) {
        // reading can begin again at records only
    }

    @Override
    public void endLine(boolean blank, long offset) {
        // blank lines do not end a record's document
    }

    @Override
    public void flush() {
        // nothing behind it to flush
    }

    @Override
    public void close() {
        // lives as long as the file's reader
    }
}
