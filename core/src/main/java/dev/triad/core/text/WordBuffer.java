// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.Arrays;

/// One word in its normal form, as UTF-8, and where in the text each of its bytes comes from.
public final class WordBuffer {
    private byte[] bytes = new byte[128];
    private int[] starts = new int[128];
    private int[] ends = new int[128];
    private int size;
    private int codePoints;
    private int longest = Integer.MAX_VALUE;

    /// Begins a new word. Once it has more than `longestWord` code points it grows no further, only its last byte
    /// stands for more and more of the text: what becomes of such a word is settled.
    void clear(int longestWord) {
        size = 0;
        codePoints = 0;
        longest = longestWord;
    }

    /// Appends one byte that stands for `text[start, end)`.
    void add(byte value, int start, int end) {
        if (codePoints > longest) {
            ends[size - 1] = Math.max(ends[size - 1], end);
            return;
        }
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
            starts = Arrays.copyOf(starts, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
        }
        bytes[size] = value;
        starts[size] = start;
        ends[size++] = end;
        if (!Utf8.isContinuation(value)) {
            codePoints++;
        }
    }

    /// Appends bytes that stand for `text[start, end)` together.
    void add(byte[] form, int start, int end) {
        for (byte value : form) {
            add(value, start, end);
        }
    }

    /// Length in bytes.
    public int size() {
        return size;
    }

    /// Length in code points; one more than the longest word allowed for every longer one.
    public int codePoints() {
        return codePoints;
    }

    /// The bytes, valid up to [#size()].
    public byte[] bytes() {
        return bytes;
    }

    /// Where in the text byte `index` of the word begins.
    int start(int index) {
        return starts[index];
    }

    /// Where in the text byte `index` of the word ends.
    int end(int index) {
        return ends[index];
    }
}
