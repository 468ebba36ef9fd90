// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

/// Text that is not UTF-8.
public final class MalformedUtf8Exception extends IllegalArgumentException {
    private final int offset;

    /// @param offset where in the array the first bad sequence begins
    /// @param value the byte there
    public MalformedUtf8Exception(int offset, byte value) {
        super("byte 0x%02X at offset %d is not UTF-8; convert the text to UTF-8 first".formatted(value & 0xFF, offset));
        this.offset = offset;
    }

    /// Where in the array the first bad sequence begins: readers of files add where the array begins in the file.
    public int offset() {
        return offset;
    }
}
