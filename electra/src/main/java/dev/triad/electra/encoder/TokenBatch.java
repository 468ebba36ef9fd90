// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.encoder;

import java.util.Arrays;
import java.util.List;

/// Rows of token ids on the host, filled up to one length.
///
/// @param rows number of sequences B
/// @param length tokens per row T, padding included
/// @param ids token ids [B · T], row by row
/// @param types segment ids [B · T]
/// @param mask 1 where attention may look, 0 elsewhere [B · T]
@SuppressWarnings("ArrayRecordComponent") // plain data for one forward pass, never compared
public record TokenBatch(int rows, int length, long[] ids, long[] types, long[] mask) {
    public TokenBatch {
        if (rows < 1 || length < 1) {
            throw new IllegalArgumentException("a batch needs rows and tokens, got " + rows + " × " + length);
        }
        int size = Math.multiplyExact(rows, length);
        if (ids.length != size || types.length != size || mask.length != size) {
            throw new IllegalArgumentException("a batch of " + rows + " × " + length + " needs arrays of " + size
                    + ", got " + ids.length + ", " + types.length + " and " + mask.length);
        }
        for (long bit : mask) {
            if (bit != 0 && bit != 1) throw new IllegalArgumentException("attention mask must be 0 or 1, got " + bit);
        }
    }

    /// Fills token rows up to the longest with `padTokenId`.
    ///
    /// @param types segment ids per row, as long as its tokens
    public static TokenBatch of(List<int[]> tokens, List<int[]> types, int padTokenId) {
        int length = tokens.stream().mapToInt(row -> row.length).max().orElse(0);
        var ids = new long[tokens.size() * length];
        var segments = new long[ids.length];
        var mask = new long[ids.length];
        Arrays.fill(ids, padTokenId);
        for (int row = 0; row < tokens.size(); row++) {
            int[] line = tokens.get(row);
            for (int i = 0; i < line.length; i++) {
                ids[row * length + i] = line[i];
                segments[row * length + i] = types.get(row)[i];
                mask[row * length + i] = 1;
            }
        }
        return new TokenBatch(tokens.size(), length, ids, segments, mask);
    }

    /// One segment throughout.
    public static TokenBatch of(List<int[]> tokens, int padTokenId) {
        return of(tokens, tokens.stream().map(row -> new int[row.length]).toList(), padTokenId);
    }

    /// The position of every token: its column, or for RoBERTa `padTokenId` plus the running count of tokens that
    /// are not padding, and `padTokenId` itself for those that are.
    long[] positions(EncoderConfig config) {
        var positions = new long[ids.length];
        for (int row = 0; row < rows; row++) {
            long running = 0;
            for (int column = 0; column < length; column++) {
                int at = row * length + column;
                if (!config.family().positionsFollowPadding()) {
                    positions[at] = column;
                } else if (ids[at] == config.padTokenId()) {
                    positions[at] = config.padTokenId();
                } else {
                    positions[at] = config.padTokenId() + ++running;
                }
            }
        }
        return positions;
    }
}
