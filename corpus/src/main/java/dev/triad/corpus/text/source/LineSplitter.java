// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import java.io.IOException;

/// Cuts a stream of UTF-8 into lines with the white space around them taken off. A line of more than a given number of
/// bytes comes in pieces, cut before white space where the second half of a piece has any, else between characters; the
/// pieces depend on the text alone, not on how it was fed.
final class LineSplitter {
    /// Takes the lines. An offset is where the text goes on, counted in bytes.
    interface Handler {
        /// A line, or a piece of one: never empty.
        void text(byte[] bytes, int from, int to) throws IOException;

        /// The line goes on in another piece.
        void endPiece(long offset) throws IOException;

        /// @param blank whether the line was nothing but white space
        void endLine(boolean blank, long offset) throws IOException;
    }

    private final int longest;
    private final Handler handler;
    private final byte[] held;
    private int heldLength;
    private long offset;
    private boolean insideLine;
    private boolean blankSoFar = true;

    /// @param longest bytes of the longest piece
    LineSplitter(int longest, Handler handler) {
        this.longest = longest;
        this.handler = handler;
        this.held = new byte[longest];
    }

    /// Begins at `offset` of the text, within a long line or at the start of one.
    void start(long offset, boolean insideLine) {
        this.offset = offset;
        this.insideLine = insideLine;
        this.blankSoFar = !insideLine;
        this.heldLength = 0;
    }

    void feed(byte[] bytes, int from, int to) throws IOException {
        int at = from;
        while (at < to) {
            int end = at;
            while (end < to && bytes[end] != '\n') {
                end++;
            }
            if (end < to && heldLength == 0 && end - at <= longest) {
                offset += end + 1 - at;
                endLine(bytes, at, end);
                at = end + 1;
                continue;
            }
            hold(bytes, at, end);
            at = end;
            if (end < to) {
                endHeldLine(1);
                at++;
            }
        }
    }

    /// The text is over: what is held is its last line.
    void finish() throws IOException {
        if (heldLength > 0 || insideLine) {
            endHeldLine(0);
        }
    }

    private void hold(byte[] bytes, int from, int to) throws IOException {
        for (int at = from; at < to; ) {
            if (heldLength == longest) {
                endPiece();
            }
            int count = Math.min(to - at, longest - heldLength);
            System.arraycopy(bytes, at, held, heldLength, count);
            heldLength += count;
            at += count;
        }
    }

    private void endHeldLine(int lineBreak) throws IOException {
        int length = heldLength;
        heldLength = 0;
        offset += length + lineBreak;
        endLine(held, 0, length);
    }

    private void endLine(byte[] bytes, int from, int to) throws IOException {
        int end = to;
        while (end > from && isSpace(bytes[end - 1])) {
            end--;
        }
        text(bytes, from, end);
        boolean blank = blankSoFar;
        insideLine = false;
        blankSoFar = true;
        handler.endLine(blank, offset);
    }

    private void endPiece() throws IOException {
        int cut = cut();
        offset += cut;
        text(held, 0, cut);
        insideLine = true;
        heldLength -= cut;
        System.arraycopy(held, cut, held, 0, heldLength);
        handler.endPiece(offset);
    }

    private int cut() {
        for (int i = longest - 1; i > longest / 2; i--) {
            if (isSpace(held[i])) {
                return i;
            }
        }
        int cut = longest - 1;
        while ((held[cut] & 0xC0) == 0x80) {
            cut--;
        }
        return cut;
    }

    /// Hands over `bytes[from, to)` unless it is blank; white space within a line stays at the start of a piece.
    private void text(byte[] bytes, int from, int to) throws IOException {
        int start = from;
        while (!insideLine && start < to && isSpace(bytes[start])) {
            start++;
        }
        if (!isBlank(bytes, start, to)) {
            blankSoFar = false;
            handler.text(bytes, start, to);
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    /// Whether there is nothing but white space, beyond ASCII too. Mostly answered by the first byte.
    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int at = from; at < to; ) {
            int lead = bytes[at];
            if (lead >= 0) {
                if (!isSpace(bytes[at])) {
                    return false;
                }
                at++;
                continue;
            }
            int length = lead >= (byte) 0xF0 ? 4 : lead >= (byte) 0xE0 ? 3 : 2;
            int codePoint = lead & (0x7F >> length);
            for (int i = 1; i < length; i++) {
                codePoint = (codePoint << 6) | (bytes[at + i] & 0x3F);
            }
            if (!Character.isSpaceChar(codePoint) && codePoint != 0x85) {
                return false;
            }
            at += length;
        }
        return true;
    }
}
