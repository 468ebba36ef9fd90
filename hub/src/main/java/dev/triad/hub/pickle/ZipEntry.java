// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// A file within a [ZipArchive]. Its bytes are checked against their checksum when they are first asked for.
final class ZipEntry implements StorageFile.Storage {
    /// Bytes that go through a checksum or an inflater at a time.
    private static final long PIECE = 1 << 20;

    private final String place;
    private final Arena memory;
    private final MemorySegment archive;
    private final String name;
    private final boolean deflated;
    private final int checksum;
    private final long start;
    private final long storedLength;
    private final long length;
    private @Nullable MemorySegment checked;

    ZipEntry(
            String place,
            Arena memory,
            MemorySegment archive,
            String name,
            boolean deflated,
            int checksum,
            long start,
            long storedLength,
            long length) {
        this.place = place;
        this.memory = memory;
        this.archive = archive;
        this.name = name;
        this.deflated = deflated;
        this.checksum = checksum;
        this.start = start;
        this.storedLength = storedLength;
        this.length = length;
    }

    String name() {
        return name;
    }

    boolean isDeflated() {
        return deflated;
    }

    /// Where its bytes start in the archive, as they are stored.
    @Override
    public long fileOffset() {
        return start;
    }

    /// How many bytes it takes in the archive.
    long storedLength() {
        return storedLength;
    }

    /// How many bytes it has.
    long length() {
        return length;
    }

    /// Its bytes, read-only: a part of the archive if it is stored, unpacked once and kept if it is deflated.
    ///
    /// @throws ModelFileException when they do not fit their checksum, or cannot be unpacked
    @Override
    public synchronized MemorySegment bytes() throws ModelFileException {
        if (checked == null) {
            var stored = archive.asSlice(start, storedLength);
            var bytes = (deflated ? inflate(stored) : stored).asReadOnly();
            // PyTorch can be told to leave checksums out, and writes 0.
            if (checksum != 0 && checksum != checksum(bytes)) {
                throw new ModelFileException(place, "entry " + Quote.of(name) + " does not fit its checksum");
            }
            checked = bytes;
        }
        return checked;
    }

    private static int checksum(MemorySegment bytes) {
        var crc = new CRC32();
        for (long at = 0; at < bytes.byteSize(); at += PIECE) {
            crc.update(piece(bytes, at).asByteBuffer());
        }
        return (int) crc.getValue();
    }

    /// The directory has bounded the length, but may lie about it: more than is there is an error, less as well.
    private MemorySegment inflate(MemorySegment stored) throws ModelFileException {
        // One byte to spare shows whether more comes than was promised.
        var target = memory.allocate(length + 1);
        long from = 0;
        long to = 0;
        try (var inflater = new Inflater(true)) {
            while (!inflater.finished()) {
                if (inflater.needsInput()) {
                    if (from == storedLength) {
                        throw damaged();
                    }
                    var piece = piece(stored, from);
                    inflater.setInput(piece.asByteBuffer());
                    from += piece.byteSize();
                }
                int count = inflater.inflate(piece(target, to).asByteBuffer());
                to += count;
                if (count == 0 && !inflater.finished() && !inflater.needsInput()) {
                    throw damaged();
                }
            }
        } catch (DataFormatException e) {
            throw damaged();
        }
        if (to != length) {
            throw damaged();
        }
        return target.asSlice(0, length);
    }

    private static MemorySegment piece(MemorySegment bytes, long at) {
        return bytes.asSlice(at, Math.min(PIECE, bytes.byteSize() - at));
    }

    private ModelFileException damaged() {
        return new ModelFileException(
                place, "entry " + Quote.of(name) + " cannot be unpacked to its " + length + " bytes");
    }
}
