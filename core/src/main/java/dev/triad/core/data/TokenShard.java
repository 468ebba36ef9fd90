// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import static dev.triad.core.data.ShardFormat.INT;
import static dev.triad.core.data.ShardFormat.LONG;
import static dev.triad.core.data.ShardFormat.SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// One file of examples, mapped into memory: nothing of it is on the heap, and what is not read costs nothing. Opening
/// checks that the file is whole and consistent; [#verify] also reads every byte. Safe to share between threads until
/// it is closed.
public final class TokenShard implements AutoCloseable {
    private final Path file;
    private final Arena arena;
    private final MemorySegment bytes;
    private final int tokenBytes;
    private final long tokens;
    private final long examples;
    private final long documents;
    private final int longest;
    private final int vocabularySize;
    private final ShardFormat.Layout layout;

    private TokenShard(Path file, Arena arena, MemorySegment bytes) throws IOException {
        this.file = file;
        this.arena = arena;
        this.bytes = bytes;
        long length = bytes.byteSize();
        if (length < ShardFormat.HEADER_BYTES + ShardFormat.FOOTER_BYTES || bytes.get(LONG, 0) != ShardFormat.MAGIC) {
            throw damaged("is not a token shard");
        }
        if (bytes.get(INT, 8) != ShardFormat.VERSION) {
            throw damaged("has version %d of the shard format, and this Triad reads version %d"
                    .formatted(bytes.get(INT, 8), ShardFormat.VERSION));
        }
        long footer = length - ShardFormat.FOOTER_BYTES;
        byte[] header = bytes.asSlice(0, ShardFormat.HEADER_BYTES).toArray(ValueLayout.JAVA_BYTE);
        byte[] counts = bytes.asSlice(footer, 36).toArray(ValueLayout.JAVA_BYTE);
        if (bytes.get(LONG, footer + 40) != ShardFormat.MAGIC
                || bytes.get(INT, footer + 36) != ShardFormat.crc(header, counts)) {
            throw damaged("is cut short or damaged: its last %d bytes are not a shard's end"
                    .formatted(ShardFormat.FOOTER_BYTES));
        }
        tokenBytes = bytes.get(INT, 12);
        tokens = bytes.get(LONG, footer);
        examples = bytes.get(LONG, footer + 8);
        documents = bytes.get(LONG, footer + 16);
        longest = bytes.get(INT, footer + 24);
        vocabularySize = bytes.get(INT, footer + 28);
        layout = ShardFormat.Layout.of(tokenBytes, tokens, examples, documents);
        if (tokenBytes != ShardFormat.tokenBytes(vocabularySize) || layout.fileLength() != length) {
            throw damaged("has %d bytes, but its counts need %d".formatted(length, layout.fileLength()));
        }
    }

    /// Maps `file`.
    ///
    /// @throws IOException with the path and what is wrong, if the file is not a whole shard
    @SuppressWarnings("MustBeClosedChecker") // the shard owns the arena and closes it
    public static TokenShard open(Path file) throws IOException {
        var arena = Arena.ofShared();
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new TokenShard(file, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    public Path file() {
        return file;
    }

    public long tokens() {
        return tokens;
    }

    public long examples() {
        return examples;
    }

    public long documents() {
        return documents;
    }

    /// Tokens of the longest example.
    public int longest() {
        return longest;
    }

    public int vocabularySize() {
        return vocabularySize;
    }

    /// Tokens of an example, special ones included.
    public int length(long example) {
        long length = end(example) - start(example);
        if (length < 1 || length > longest) {
            throw broken("example %d would have %d tokens".formatted(example, length));
        }
        return (int) length;
    }

    /// How many of an example's tokens belong to the first segment; the rest have type id 1.
    public int firstLength(long example) {
        return bytes.get(INT, layout.firstLengths() + checked(example) * Integer.BYTES);
    }

    /// Copies an example's tokens to `into[at…]`.
    ///
    /// @return how many they are
    public int copy(long example, int[] into, int at) {
        int length = length(example);
        long from = ShardFormat.HEADER_BYTES + start(example) * tokenBytes;
        if (from + (long) length * tokenBytes > layout.ends()) {
            throw broken("example %d would lie behind the last token".formatted(example));
        }
        if (tokenBytes == Integer.BYTES) {
            MemorySegment.copy(bytes, INT, from, into, at, length);
        } else {
            for (int i = 0; i < length; i++) {
                into[at + i] = bytes.get(SHORT, from + 2L * i) & 0xFFFF;
            }
        }
        return length;
    }

    /// An example by itself.
    public TokenExample example(long example) {
        int[] ids = new int[length(example)];
        copy(example, ids, 0);
        return new TokenExample(ids, firstLength(example));
    }

    /// The example behind the last one of a document; the first document begins with example 0, the others where the
    /// one before ends.
    public long documentEnd(long document) {
        if (document < 0 || document >= documents) {
            throw new IndexOutOfBoundsException("document %d of %d in %s".formatted(document, documents, file));
        }
        return bytes.get(LONG, layout.documentEnds() + document * Long.BYTES);
    }

    /// Reads the whole file: checksums, order of all offsets, every id within the vocabulary.
    ///
    /// @throws IOException that says where the damage is
    public void verify() throws IOException {
        new ShardCheck(this, bytes, layout).run();
    }

    @Override
    public void close() {
        arena.close();
    }

    IOException damaged(String what) {
        return new IOException(file + ": " + what);
    }

    private IllegalStateException broken(String what) {
        return new IllegalStateException(file + ": " + what + "; the shard is damaged, prepare it again");
    }

    private long start(long example) {
        return example == 0 ? 0 : bytes.get(LONG, layout.ends() + (example - 1) * Long.BYTES);
    }

    private long end(long example) {
        return bytes.get(LONG, layout.ends() + checked(example) * Long.BYTES);
    }

    private long checked(long example) {
        if (example < 0 || example >= examples) {
            throw new IndexOutOfBoundsException("example %d of %d in %s".formatted(example, examples, file));
        }
        return example;
    }
}
