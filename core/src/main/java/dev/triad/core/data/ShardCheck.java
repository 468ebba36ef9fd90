// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import static dev.triad.core.data.ShardFormat.INT;
import static dev.triad.core.data.ShardFormat.LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The thorough look at a shard: every byte against its checksum, then every number against its neighbours.
final class ShardCheck {
    private final TokenShard shard;
    private final MemorySegment bytes;
    private final ShardFormat.Layout layout;

    ShardCheck(TokenShard shard, MemorySegment bytes, ShardFormat.Layout layout) {
        this.shard = shard;
        this.bytes = bytes;
        this.layout = layout;
    }

    void run() throws IOException {
        checksums();
        ends();
        documentEnds();
        ids();
    }

    private void checksums() throws IOException {
        long covered = layout.checksums();
        int blocks = (int) Math.ceilDiv(covered, ShardFormat.CHECKSUM_BLOCK);
        long end = covered + (long) blocks * Integer.BYTES;
        byte[] table = bytes.asSlice(covered, end - covered).toArray(ValueLayout.JAVA_BYTE);
        boolean gapIsZero = end == layout.footer() || bytes.get(INT, end) == 0;
        if (!gapIsZero || ShardFormat.crc(table) != bytes.get(INT, layout.footer() + 32)) {
            throw shard.damaged("is damaged between byte %d and byte %d".formatted(covered, layout.footer()));
        }
        for (int block = 0; block < blocks; block++) {
            long from = (long) block * ShardFormat.CHECKSUM_BLOCK;
            long to = Math.min(covered, from + ShardFormat.CHECKSUM_BLOCK);
            byte[] content = bytes.asSlice(from, to - from).toArray(ValueLayout.JAVA_BYTE);
            if (ShardFormat.crc(content) != bytes.get(INT, covered + (long) block * Integer.BYTES)) {
                throw shard.damaged("is damaged between byte %d and byte %d".formatted(from, to));
            }
        }
    }

    private void ends() throws IOException {
        long before = 0;
        int longest = 0;
        for (long example = 0; example < shard.examples(); example++) {
            long end = bytes.get(LONG, layout.ends() + example * Long.BYTES);
            long length = end - before;
            if (length < 1 || length > shard.longest() || end > shard.tokens()) {
                throw shard.damaged("example %d has an impossible length of %d tokens".formatted(example, length));
            }
            int first = shard.firstLength(example);
            if (first < 0 || first > length) {
                throw shard.damaged(
                        "example %d of %d tokens has %d in its first segment".formatted(example, length, first));
            }
            longest = Math.max(longest, (int) length);
            before = end;
        }
        if (before != shard.tokens() || longest != shard.longest()) {
            throw shard.damaged(
                    "its %d examples do not add up to its %d tokens".formatted(shard.examples(), shard.tokens()));
        }
    }

    private void documentEnds() throws IOException {
        long before = 0;
        for (long document = 0; document < shard.documents(); document++) {
            long end = shard.documentEnd(document);
            if (end <= before || end > shard.examples()) {
                throw shard.damaged(
                        "document %d ends at example %d, the one before at %d".formatted(document, end, before));
            }
            before = end;
        }
        if (before != shard.examples()) {
            throw shard.damaged("its last document ends at example %d of %d".formatted(before, shard.examples()));
        }
    }

    private void ids() throws IOException {
        int[] ids = new int[Math.max(1, shard.longest())];
        for (long example = 0; example < shard.examples(); example++) {
            int length = shard.copy(example, ids, 0);
            for (int i = 0; i < length; i++) {
                if (ids[i] < 0 || ids[i] >= shard.vocabularySize()) {
                    throw shard.damaged("example %d has token id %d, and the vocabulary ends at %d"
                            .formatted(example, ids[i], shard.vocabularySize()));
                }
            }
        }
    }
}
