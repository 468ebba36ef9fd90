// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.encoder;

/// What the encoder reads at a time: a text or a pair as tokens, special ones included.
///
/// @param ids token ids
/// @param types their segments
@SuppressWarnings("ArrayRecordComponent") // plain data for one forward pass, never compared
public record TokenRow(int[] ids, int[] types) {
    public TokenRow {
        if (ids.length == 0 || ids.length != types.length) {
            throw new IllegalArgumentException(
                    "a row needs a token at least, and a segment for each, got " + ids.length + " and " + types.length);
        }
    }

    /// Length in tokens.
    public int length() {
        return ids.length;
    }
}
