// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.Arrays;

/// A tokenised sequence: five parallel arrays, one entry per token. The arrays are the encoding's own: read them.
///
/// @param ids token ids
/// @param starts first UTF-16 code unit of the token in its text; 0 for an added special token
/// @param ends code unit after its last; 0 for an added special token
/// @param typeIds segment for the model: 0 or 1
/// @param sequences which text the token comes from: 0 or 1; -1 for an added special token
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below
public record Encoding(int[] ids, int[] starts, int[] ends, int[] typeIds, int[] sequences) {
    public Encoding {
        if (starts.length != ids.length
                || ends.length != ids.length
                || typeIds.length != ids.length
                || sequences.length != ids.length) {
            throw new IllegalArgumentException("an encoding's arrays must have one length, not "
                    + ids.length + ", " + starts.length + ", " + ends.length + ", " + typeIds.length + ", "
                    + sequences.length);
        }
    }

    /// How many tokens.
    public int length() {
        return ids.length;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Encoding other
                && Arrays.equals(ids, other.ids)
                && Arrays.equals(starts, other.starts)
                && Arrays.equals(ends, other.ends)
                && Arrays.equals(typeIds, other.typeIds)
                && Arrays.equals(sequences, other.sequences);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + Arrays.hashCode(starts);
    }

    @Override
    public String toString() {
        return "Encoding" + Arrays.toString(ids);
    }
}
