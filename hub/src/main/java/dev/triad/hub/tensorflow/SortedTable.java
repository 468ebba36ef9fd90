// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tensorflow;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// A LevelDB table, read from end to end: keys in order, each with a value.
///
/// ```
/// file   = block* (index block) footer
/// block  = entry* restart* count-of-restarts, then one byte for its compression and the checksum of all of it
/// entry  = bytes shared with the last key, further bytes, length of the value, those bytes, the value
/// footer = handle of a block of no use here, handle of the index block, filled up to 40 bytes, magic number
/// ```
///
/// The values of the index block are the handles (offset and length) of the others. Restarts are for those who
/// search and have no use here.
final class SortedTable {
    private static final long MAGIC = 0xdb4775248b80fb57L;
    private static final int FOOTER_BYTES = 48;
    private static final int HANDLES_BYTES = 40;

    /// What follows a block: a byte for its compression, four of checksum.
    private static final int TRAILER_BYTES = 5;

    /// Bytes of all keys together; in the file they share their beginnings, here they do not.
    private static final long MOST_KEY_BYTES = 64L << 20;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final String place;
    private final MemorySegment file;
    private final SequencedMap<String, MemorySegment> entries = new LinkedHashMap<>();
    private long keyBytes;

    private SortedTable(String place, MemorySegment file) {
        this.place = place;
        this.file = file;
    }

    /// All entries in the order of their keys; values are parts of `file`.
    ///
    /// @param place how errors call the file
    static SequencedMap<String, MemorySegment> read(String place, MemorySegment file) throws ModelFileException {
        var table = new SortedTable(place, file);
        table.readFooter();
        return Collections.unmodifiableSequencedMap(table.entries);
    }

    private interface EntryConsumer {
        void accept(byte[] key, MemorySegment value) throws ModelFileException, Bytes.MalformedException;
    }

    private void readFooter() throws ModelFileException {
        long footer = file.byteSize() - FOOTER_BYTES;
        if (footer < 0 || file.get(LONG, footer + HANDLES_BYTES) != MAGIC) {
            throw new ModelFileException(
                    place, "does not end like the index of a TensorFlow checkpoint; it is cut short or something else");
        }
        var handles = new Bytes(file.asSlice(footer, HANDLES_BYTES));
        try {
            handles.varint();
            handles.varint();
            readBlock(handles, (_, value) -> readBlock(new Bytes(value), this::put));
        } catch (Bytes.MalformedException e) {
            throw damaged(e.getMessage() + " in the footer");
        }
    }

    private void put(byte[] key, MemorySegment value) throws ModelFileException {
        keyBytes += key.length;
        if (keyBytes > MOST_KEY_BYTES) {
            throw damaged("names of more than " + MOST_KEY_BYTES + " bytes");
        }
        String name;
        try {
            name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
        } catch (CharacterCodingException _) {
            // Slices of partitioned tensors have such keys; the tensor itself has a proper one, and comes later.
            name = new String(key, StandardCharsets.ISO_8859_1);
        }
        if (entries.put(name, value) != null) {
            throw damaged("two entries " + Quote.of(name));
        }
    }

    /// @param handle where the block is: its offset and its length without what follows it
    private void readBlock(Bytes handle, EntryConsumer consumer) throws ModelFileException, Bytes.MalformedException {
        long offset = handle.varint();
        long length = handle.varint();
        if (offset < 0 || length < 0 || offset > file.byteSize() || length > file.byteSize() - offset - TRAILER_BYTES) {
            throw damaged("a block that lies outside the file");
        }
        var block = file.asSlice(offset, length);
        byte compression = file.get(ValueLayout.JAVA_BYTE, offset + length);
        if (MaskedCrc32c.of(file.asSlice(offset, length + 1)) != file.get(INT, offset + length + 1)) {
            throw damaged("a block at byte " + offset + " that does not fit its checksum");
        }
        if (compression != 0) {
            throw new ModelFileException(
                    place,
                    "is compressed (" + (compression == 1 ? "Snappy" : "method " + compression)
                            + "), which TensorFlow 1.1 alone did; save it again with another version");
        }
        try {
            readEntries(block, consumer);
        } catch (Bytes.MalformedException e) {
            throw damaged(e.getMessage() + " in the block at byte " + offset);
        }
    }

    private static void readEntries(MemorySegment block, EntryConsumer consumer)
            throws ModelFileException, Bytes.MalformedException {
        long end = block.byteSize() - Integer.BYTES;
        long restarts = end < 0 ? -1 : Integer.toUnsignedLong(block.get(INT, end));
        if (restarts < 0 || restarts * Integer.BYTES > end) {
            throw new Bytes.MalformedException("no room for restarts");
        }
        var entries = new Bytes(block.asSlice(0, end - restarts * Integer.BYTES));
        byte[] key = {};
        boolean first = true;
        while (entries.hasMore()) {
            long shared = entries.varint();
            long further = entries.varint();
            long valueLength = entries.varint();
            if (shared < 0 || shared > key.length) {
                throw new Bytes.MalformedException("a key that shares more than there is");
            }
            byte[] tail = entries.take(further).toArray(ValueLayout.JAVA_BYTE);
            byte[] next = Arrays.copyOf(key, (int) shared + tail.length);
            System.arraycopy(tail, 0, next, (int) shared, tail.length);
            if (!first && Arrays.compareUnsigned(key, next) >= 0) {
                throw new Bytes.MalformedException("keys out of order");
            }
            consumer.accept(next, entries.take(valueLength));
            key = next;
            first = false;
        }
    }

    private ModelFileException damaged(String fault) {
        return new ModelFileException(place, "is damaged: it has " + fault);
    }
}
