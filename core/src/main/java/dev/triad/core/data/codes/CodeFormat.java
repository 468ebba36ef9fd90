// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.codes;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// How a shard of codes lies on disk, all little-endian. It is written from front to back, so what is counted
/// stands at the end, and a file cut short has no end:
///
/// | bytes | what | | --- | --- | | 8 | `TRIADCOD` | | 4, 4 | version 1; bytes per code: 2 for codebooks of up to
/// 65,536 codes, else 4 | | codes × 2 or 4 | for each song, the codes of its levels one after the other, from the
/// finest | | table | for each song a line of JSON: what is known about it, where its codes start, their CRC-32C
/// | | 8, 8 | where the table starts; number of songs | | 4 | CRC-32C of the table | | 4 | CRC-32C of the first
/// 16 bytes and the 20 before this one | | 8 | `TRIADCOD` |
final class CodeFormat {
    static final long MAGIC = 0x444F434441495254L; // "TRIADCOD" from its last letter to its first
    static final int VERSION = 1;
    static final int HEADER_BYTES = 16;
    static final int FOOTER_BYTES = 32;

    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private CodeFormat() {}
}
