// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tensorflow;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import dev.triad.hub.tensorflow.Bytes.MalformedException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/// The index of a tensor bundle: a [SortedTable] of messages, of which the one under the empty name is the header.
///
/// @param entries what it says about each tensor, in the order of their names
record BundleIndex(BundleHeader header, Map<String, BundleEntry> entries) {
    private static final String HEADER = "";

    /// The version of the format that is read, in TensorFlow's counting.
    private static final int VERSION = 1;

    private static final int MOST_SHARDS = 100_000;

    /// @param place how errors call the file
    static BundleIndex read(String place, MemorySegment file) throws ModelFileException {
        var table = SortedTable.read(place, file);
        var entries = new LinkedHashMap<String, BundleEntry>();
        BundleHeader header = null;
        for (var entry : table.entrySet()) {
            try {
                if (entry.getKey().equals(HEADER)) {
                    header = BundleHeader.read(entry.getValue());
                } else {
                    entries.put(entry.getKey(), BundleEntry.read(entry.getValue()));
                }
            } catch (MalformedException e) {
                throw new ModelFileException(
                        place, "is damaged: it has " + e.getMessage() + " in entry " + Quote.of(entry.getKey()));
            }
        }
        if (header == null) {
            throw new ModelFileException(place, "lacks the header of a TensorFlow checkpoint");
        }
        requireReadable(place, header);
        return new BundleIndex(header, entries);
    }

    private static void requireReadable(String place, BundleHeader header) throws ModelFileException {
        if (header.oldestReader() > VERSION) {
            throw new ModelFileException(
                    place,
                    "is written for readers of version " + header.oldestReader() + "; this one is of version "
                            + VERSION);
        }
        if (header.bigEndian()) {
            throw new ModelFileException(place, "is big-endian, where only little-endian files are read");
        }
        if (header.shards() < 0 || header.shards() > MOST_SHARDS) {
            throw new ModelFileException(place, "claims to have " + header.shards() + " data files");
        }
    }
}
