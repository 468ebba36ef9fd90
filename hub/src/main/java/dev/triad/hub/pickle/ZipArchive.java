// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The directory of a zip archive that is mapped into memory, which gives the bytes of an entry where they lie; the
/// JDK's reader copies them. Knows archives of more than 4 GiB ("zip64"), and entries that are stored or deflated.
///
/// Described in PKWARE's APPNOTE.TXT; the section numbers below are its.
final class ZipArchive {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /// What every zip archive without a preamble starts with: its first entry.
    static final int LOCAL_HEADER = 0x04034b50;

    private static final int DIRECTORY_HEADER = 0x02014b50;
    private static final int DIRECTORY_END = 0x06054b50;
    private static final int DIRECTORY_END_64 = 0x06064b50;
    private static final int DIRECTORY_LOCATOR_64 = 0x07064b50;

    private static final int LOCAL_HEADER_BYTES = 30;
    private static final int DIRECTORY_HEADER_BYTES = 46;
    private static final int DIRECTORY_END_BYTES = 22;
    private static final int DIRECTORY_END_64_BYTES = 56;
    private static final int DIRECTORY_LOCATOR_64_BYTES = 20;
    private static final int LONGEST_COMMENT = 0xffff;

    private static final int MOST_ENTRIES = 1_000_000;

    /// What deflated entries may grow to, all together: weights hardly shrink, bombs grow a thousandfold.
    private static final long MOST_INFLATED = 64L << 20;

    private static final int MOST_INFLATION = 20;

    private final String place;
    private final MemorySegment file;
    private final Arena memory;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

    private ZipArchive(String place, MemorySegment file, Arena memory) {
        this.place = place;
        this.file = file;
        this.memory = memory;
    }

    /// Reads the directory and checks that all entries lie within the file.
    ///
    /// @param place how errors call the file
    /// @param memory where entries are unpacked to
    static ZipArchive read(String place, MemorySegment file, Arena memory) throws ModelFileException {
        var archive = new ZipArchive(place, file, memory);
        archive.readDirectory();
        return archive;
    }

    /// All entries, in the order of the directory.
    Collection<ZipEntry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    Optional<ZipEntry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /// Sections 4.3.14 to 4.3.16: the directory is found from its end, which stands at the end of the file.
    private void readDirectory() throws ModelFileException {
        long end = directoryEnd();
        long count = Short.toUnsignedLong(file.get(SHORT, end + 10));
        long length = Integer.toUnsignedLong(file.get(INT, end + 12));
        long start = Integer.toUnsignedLong(file.get(INT, end + 16));
        long limit = end;
        long locator = end - DIRECTORY_LOCATOR_64_BYTES;
        if (locator >= 0 && file.get(INT, locator) == DIRECTORY_LOCATOR_64) {
            limit = file.get(LONG, locator + 8);
            if (limit < 0 || limit > locator - DIRECTORY_END_64_BYTES || file.get(INT, limit) != DIRECTORY_END_64) {
                throw damaged("no directory where its locator points");
            }
            count = file.get(LONG, limit + 32);
            length = file.get(LONG, limit + 40);
            start = file.get(LONG, limit + 48);
        }
        if (start < 0 || length < 0 || start > limit || length > limit - start) {
            throw damaged("a directory that lies outside the file");
        }
        if (count < 0 || count > MOST_ENTRIES || count > length / DIRECTORY_HEADER_BYTES) {
            throw damaged("a directory of " + length + " bytes for " + Long.toUnsignedString(count) + " entries");
        }
        readEntries(start, start + length, (int) count);
    }

    private long directoryEnd() throws ModelFileException {
        long last = file.byteSize() - DIRECTORY_END_BYTES;
        for (long at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
            if (file.get(INT, at) == DIRECTORY_END && Short.toUnsignedLong(file.get(SHORT, at + 20)) == last - at) {
                return at;
            }
        }
        throw damaged("no directory at its end, so it is cut short or no zip archive");
    }

    private void readEntries(long start, long end, int count) throws ModelFileException {
        long at = start;
        long inflated = 0;
        for (int i = 0; i < count; i++) {
            if (end - at < DIRECTORY_HEADER_BYTES || file.get(INT, at) != DIRECTORY_HEADER) {
                throw damaged("something other than entry " + i + " of its directory at byte " + at);
            }
            int nameLength = Short.toUnsignedInt(file.get(SHORT, at + 28));
            int extraLength = Short.toUnsignedInt(file.get(SHORT, at + 30));
            int commentLength = Short.toUnsignedInt(file.get(SHORT, at + 32));
            long next = at + DIRECTORY_HEADER_BYTES + nameLength + extraLength + commentLength;
            if (next > end) {
                throw damaged("an entry at byte " + at + " that is longer than the directory");
            }
            var entry = entry(at, nameLength, extraLength);
            if (entries.putIfAbsent(entry.name(), entry) != null) {
                throw damaged("two entries " + Quote.of(entry.name()));
            }
            if (entry.isDeflated()) {
                inflated = requireModest(inflated, entry.length());
            }
            at = next;
        }
    }

    private long requireModest(long inflated, long more) throws ModelFileException {
        long most = Math.max(MOST_INFLATED, file.byteSize() * MOST_INFLATION);
        if (more > most - inflated) {
            throw new ModelFileException(
                    place,
                    "would unpack to more than " + most + " bytes, " + MOST_INFLATION
                            + " times its size, which weights do not; it is refused");
        }
        return inflated + more;
    }

    /// Section 4.3.12, and 4.5.3 for numbers of more than 32 bits.
    private ZipEntry entry(long at, int nameLength, int extraLength) throws ModelFileException {
        String name = text(at + DIRECTORY_HEADER_BYTES, nameLength);
        int flags = file.get(SHORT, at + 8);
        int method = Short.toUnsignedInt(file.get(SHORT, at + 10));
        if ((flags & 1) != 0) {
            throw damaged("entry " + Quote.of(name) + " encrypted");
        }
        if (method != 0 && method != 8) {
            throw damaged("entry " + Quote.of(name) + " compressed by method " + method
                    + ", where only stored (0) and deflated (8) are known");
        }
        int checksum = file.get(INT, at + 16);
        var wide = new WideNumbers(at + DIRECTORY_HEADER_BYTES + nameLength, extraLength);
        long length = wide.orNext(file.get(INT, at + 24));
        long storedLength = wide.orNext(file.get(INT, at + 20));
        long header = wide.orNext(file.get(INT, at + 42));
        if (method == 0 && storedLength != length) {
            throw damaged("entry " + Quote.of(name) + " stored with two lengths");
        }
        long start = dataStart(name, header);
        if (length < 0 || storedLength < 0 || storedLength > file.byteSize() - start) {
            throw damaged("entry " + Quote.of(name) + " outside the file; the file is cut short");
        }
        return new ZipEntry(place, memory, file, name, method == 8, checksum, start, storedLength, length);
    }

    /// Section 4.3.7: an entry's bytes follow a header whose length only it knows.
    private long dataStart(String name, long header) throws ModelFileException {
        if (header < 0 || header > file.byteSize() - LOCAL_HEADER_BYTES || file.get(INT, header) != LOCAL_HEADER) {
            throw damaged("no entry " + Quote.of(name) + " at byte " + header + ", where its directory puts it");
        }
        int nameLength = Short.toUnsignedInt(file.get(SHORT, header + 26));
        long start = header + LOCAL_HEADER_BYTES + nameLength + Short.toUnsignedInt(file.get(SHORT, header + 28));
        if (start > file.byteSize()
                || !text(header + LOCAL_HEADER_BYTES, nameLength).equals(name)) {
            throw damaged("another entry at byte " + header + " where its directory puts " + Quote.of(name));
        }
        return start;
    }

    private String text(long at, int length) {
        return new String(file.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private ModelFileException damaged(String fault) {
        return new ModelFileException(place, "is a damaged zip archive: it has " + fault);
    }

    /// The numbers of an entry that do not fit their 32 bits, in the order of the fields they replace.
    private final class WideNumbers {
        private long at;
        private long end;

        WideNumbers(long extra, int length) {
            long limit = extra + length;
            for (long field = extra; limit - field >= 4; ) {
                long next = field + 4 + Short.toUnsignedInt(file.get(SHORT, field + 2));
                if (file.get(SHORT, field) == 1 && next <= limit) {
                    at = field + 4;
                    end = next;
                    return;
                }
                field = next;
            }
        }

        long orNext(int narrow) throws ModelFileException {
            if (narrow != -1) {
                return Integer.toUnsignedLong(narrow);
            }
            if (end - at < Long.BYTES) {
                throw damaged("an entry without its 64-bit numbers");
            }
            long number = file.get(LONG, at);
            at += Long.BYTES;
            return number;
        }
    }
}
