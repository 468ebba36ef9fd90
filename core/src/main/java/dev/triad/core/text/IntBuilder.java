// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.Arrays;

/// A growing array of ints.
public final class IntBuilder {
    private int[] values;
    private int size;

    public IntBuilder() {
        this(256);
    }

    public IntBuilder(int capacity) {
        values = new int[Math.max(1, capacity)];
    }

    public int size() {
        return size;
    }

    public int get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " of " + size);
        }
        return values[index];
    }

    public void add(int value) {
        if (size == values.length) {
            reserve(1);
        }
        values[size++] = value;
    }

    /// Appends `source[from, to)`.
    public void addAll(int[] source, int from, int to) {
        reserve(to - from);
        System.arraycopy(source, from, values, size, to - from);
        size += to - from;
    }

    /// Makes room for `more` values at once.
    public void reserve(int more) {
        if (more > values.length - size) {
            values = Arrays.copyOf(values, Math.max(Math.addExact(size, more), (int)
                    Math.min(Integer.MAX_VALUE - 8, values.length * 2L)));
        }
    }

    /// Drops everything from `newSize` on.
    public void truncate(int newSize) {
        if (newSize < 0 || newSize > size) {
            throw new IndexOutOfBoundsException("size " + newSize + " of " + size);
        }
        size = newSize;
    }

    public void clear() {
        size = 0;
    }

    /// The backing array, valid up to [#size()] and until the next change: for readers that must not copy.
    public int[] array() {
        return values;
    }

    public int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
