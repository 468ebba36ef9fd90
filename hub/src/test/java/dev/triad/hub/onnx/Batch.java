// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import java.util.Random;

/// Tokens for a model: all rows of one length, padded at the end.
///
/// @param ids [B][T]
/// @param mask 1 for real tokens
/// @param types 0 or 1
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Batch(long[][] ids, long[][] mask, long[][] types) {
    /// A batch whose rows have as many real tokens as said, the first row being the longest.
    static Batch random(EncoderShape shape, Random random, int... lengths) {
        int length = lengths[0];
        var ids = new long[lengths.length][length];
        var mask = new long[lengths.length][length];
        var types = new long[lengths.length][length];
        for (int row = 0; row < lengths.length; row++) {
            for (int t = 0; t < length; t++) {
                boolean real = t < lengths[row];
                ids[row][t] = real ? 2 + random.nextInt(shape.vocabSize() - 2) : shape.padTokenId();
                mask[row][t] = real ? 1 : 0;
                types[row][t] = real && t > length / 2 ? shape.typeVocabSize() - 1 : 0;
            }
        }
        return new Batch(ids, mask, types);
    }
}
