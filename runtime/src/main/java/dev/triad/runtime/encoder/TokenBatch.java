// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.encoder;

import java.util.List;

/// Rows of tokens, one after another.
///
/// @param rows the rows
/// @param starts where each row begins among the tokens of all; one more entry says where the last one ends
@SuppressWarnings("ArrayRecordComponent") // plain data for one forward pass, never compared
public record TokenBatch(List<TokenRow> rows, int[] starts) {
    /// Puts rows together.
    public static TokenBatch of(List<TokenRow> rows) {
        var starts = new int[rows.size() + 1];
        for (int row = 0; row < rows.size(); row++) {
            starts[row + 1] = Math.addExact(starts[row], rows.get(row).length());
        }
        return new TokenBatch(List.copyOf(rows), starts);
    }

    /// Tokens in all.
    public int tokens() {
        return starts[rows.size()];
    }
}
