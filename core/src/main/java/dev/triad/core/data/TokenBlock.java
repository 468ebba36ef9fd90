// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import java.util.Arrays;

/// Examples on their way into a shard, in the form in which they will lie there. Workers fill blocks in parallel, each
/// its own; one thread appends them to a [TokenShardWriter] in order. A block is used again after [#clear].
public final class TokenBlock {
    private final int vocabularySize;
    private final int tokenBytes;
    private byte[] tokens;
    private int tokenLength;
    private int[] lengths = new int[64];
    private int[] firstLengths = new int[64];
    private int examples;
    private int[] documentEnds = new int[16];
    private int documents;

    /// @param vocabularySize every id lies in [0, vocabularySize)
    public TokenBlock(int vocabularySize) {
        if (vocabularySize < 1) {
            throw new IllegalArgumentException("vocabularySize must be positive, not " + vocabularySize);
        }
        this.vocabularySize = vocabularySize;
        this.tokenBytes = ShardFormat.tokenBytes(vocabularySize);
        this.tokens = new byte[1 << 12];
    }

    /// Adds one example.
    ///
    /// @param ids its tokens, special ones included, from index 0
    /// @param length how many they are, at least 1
    /// @param firstLength how many of them belong to the first segment (the rest have type id 1), 0 to `length`
    public void example(int[] ids, int length, int firstLength) {
        if (length < 1 || length > ids.length || firstLength < 0 || firstLength > length) {
            throw new IllegalArgumentException(
                    "length %d and firstLength %d do not fit %d ids".formatted(length, firstLength, ids.length));
        }
        reserve(length);
        byte[] bytes = tokens;
        int at = tokenLength;
        for (int i = 0; i < length; i++) {
            int id = ids[i];
            if (id < 0 || id >= vocabularySize) {
                throw new IllegalArgumentException(
                        "token id %d at position %d is outside a vocabulary of %d".formatted(id, i, vocabularySize));
            }
            bytes[at++] = (byte) id;
            bytes[at++] = (byte) (id >> 8);
            if (tokenBytes == 4) {
                bytes[at++] = (byte) (id >> 16);
                bytes[at++] = (byte) (id >> 24);
            }
        }
        tokenLength = at;
        lengths[examples] = length;
        firstLengths[examples++] = firstLength;
    }

    /// Ends a document: the examples since the last call belong to it. One without examples is not counted.
    public void endDocument() {
        if (examples == (documents == 0 ? 0 : documentEnds[documents - 1])) {
            return;
        }
        if (documents == documentEnds.length) {
            documentEnds = Arrays.copyOf(documentEnds, documents * 2);
        }
        documentEnds[documents++] = examples;
    }

    /// Forgets all examples, keeps the memory.
    public void clear() {
        tokenLength = 0;
        examples = 0;
        documents = 0;
    }

    public int vocabularySize() {
        return vocabularySize;
    }

    public int examples() {
        return examples;
    }

    public int documents() {
        return documents;
    }

    public long tokens() {
        return tokenLength / tokenBytes;
    }

    byte[] tokenBytes() {
        return tokens;
    }

    int tokenByteLength() {
        return tokenLength;
    }

    int length(int example) {
        return lengths[example];
    }

    int firstLength(int example) {
        return firstLengths[example];
    }

    int documentEnd(int document) {
        return documentEnds[document];
    }

    private void reserve(int length) {
        int needed = Math.addExact(tokenLength, Math.multiplyExact(length, tokenBytes));
        if (needed > tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(needed, tokens.length + (tokens.length >> 1)));
        }
        if (examples == lengths.length) {
            lengths = Arrays.copyOf(lengths, examples * 2);
            firstLengths = Arrays.copyOf(firstLengths, examples * 2);
        }
    }
}
