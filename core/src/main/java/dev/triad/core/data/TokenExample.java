// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import java.util.Arrays;

/// One training example: its tokens without padding.
///
/// @param ids token ids, special tokens included; the example's own array
/// @param firstLength how many of them have type id 0; the rest have 1
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below
public record TokenExample(int[] ids, int firstLength) {
    /// Tokens, special ones included.
    public int length() {
        return ids.length;
    }

    /// The segment of each token: 0 or 1.
    public int[] typeIds() {
        int[] types = new int[ids.length];
        Arrays.fill(types, firstLength, ids.length, 1);
        return types;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof TokenExample other
                && firstLength == other.firstLength
                && Arrays.equals(ids, other.ids);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + firstLength;
    }

    @Override
    public String toString() {
        return "TokenExample" + Arrays.toString(ids) + ", first segment " + firstLength;
    }
}
