// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// How an audio shard lies on disk, all little-endian. It is written from front to back, so what is counted
/// stands at the end, and a file cut short has no end:
///
/// | bytes | what | | --- | --- | | 8 | `TRIADAUD` | | 4, 4 | version 1; bytes per sample: 2 whole number, 4
/// floating point, 0 none | | 4, 4 | frames per second; channels | | 8 | what the shard was asked to be: the
/// beginning of a SHA-256 of options and files | | | samples of the songs, one song after the other, channels
/// interleaved; to a multiple of 8 | | | seek points of the songs, if there are no samples | | | JSON: the songs
/// with their places, and the files that were left out | | 8, 8 | where the JSON begins; its bytes | | 4, 4 |
/// CRC-32C of the JSON; of the first 32 bytes and the 20 before this number | | 8 | `TRIADAUD` |
final class ShardFormat {
    static final long MAGIC = 0x4455414441495254L;
    static final int VERSION = 1;
    static final int HEADER_BYTES = 32;
    static final int FOOTER_BYTES = 32;

    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ShardFormat() {}

    /// A shard's name.
    static String name(int index) {
        return "songs-%05d.shard".formatted(index);
    }
}
