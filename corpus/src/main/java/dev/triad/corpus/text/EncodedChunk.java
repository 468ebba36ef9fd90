// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.core.data.TokenBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a chunk: examples for each part, and what the writer needs to know of the chunk.
final class EncodedChunk {
    /// The parts by index.
    static final int TRAIN = 0;

    static final int HELD_OUT = 1;
    static final int PARTS = 2;

    private final List<TokenBlock> blocks;
    private final long[] unknown = new long[PARTS];
    private @Nullable Position end;
    private long packedEnd;
    private long textBytes;

    EncodedChunk(int vocabularySize) {
        blocks = List.of(new TokenBlock(vocabularySize), new TokenBlock(vocabularySize));
    }

    void begin(Chunk chunk) {
        for (int part = 0; part < PARTS; part++) {
            blocks.get(part).clear();
            unknown[part] = 0;
        }
        end = chunk.end();
        packedEnd = chunk.packedEnd();
        textBytes = chunk.length();
    }

    void addUnknown(int part, long count) {
        unknown[part] += count;
    }

    TokenBlock block(int part) {
        return blocks.get(part);
    }

    /// How many tokens of a part are the unknown token.
    long unknown(int part) {
        return unknown[part];
    }

    /// Where the preparation can go on behind this chunk; null if it cannot there.
    @Nullable
    Position end() {
        return end;
    }

    /// Bytes of all files up to the chunk's end.
    long packedEnd() {
        return packedEnd;
    }

    /// Bytes of text in the chunk.
    long textBytes() {
        return textBytes;
    }
}
