// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/// The order of product codes in memory. A code takes a byte where a codebook has 256 entries, half a byte where
/// it has 16.
public enum CodeLayout {
    /// Tiles of 64 rows, `[⌈rows/64⌉, blocks, 64]`: the codes of 64 outputs for one block of inputs lie together,
    /// which is what one instruction looks up. Rows beyond the last are zero. Of half bytes, the low one belongs
    /// to row `r` of the tile and the high one to row `r + 32`, `r` below 32.
    TILES {
        @Override
        long[] shape(int rows, int blocks, int bits) {
            return new long[] {(rows + TILE - 1L) / TILE, blocks, TILE * bits / 8};
        }

        @Override
        long offset(int row, int block, int blocks, int bits) {
            long line = (long) (row / TILE) * blocks + block;
            int within = row % TILE;
            return bits == 8 ? line * TILE + within : line * (TILE / 2) + within % (TILE / 2);
        }

        @Override
        boolean isHigh(int row, int block) {
            return row % TILE >= TILE / 2;
        }
    },
    /// Row by row, `[rows, blocks]`: a row of a table is read at one place. Of half bytes the low one comes first.
    ROWS {
        @Override
        long[] shape(int rows, int blocks, int bits) {
            return new long[] {rows, ((long) blocks * bits + 7) / 8};
        }

        @Override
        long offset(int row, int block, int blocks, int bits) {
            return bits == 8 ? (long) row * blocks + block : row * ((blocks + 1L) / 2) + block / 2;
        }

        @Override
        boolean isHigh(int row, int block) {
            return block % 2 == 1;
        }
    };

    /// Rows in a tile.
    public static final int TILE = 64;

    /// The shape of the tensor of bytes.
    abstract long[] shape(int rows, int blocks, int bits);

    /// The byte with a code.
    abstract long offset(int row, int block, int blocks, int bits);

    /// Whether a code of half a byte is the high one.
    abstract boolean isHigh(int row, int block);

    /// A code, 0 to 255.
    int code(MemorySegment codes, int row, int block, int blocks, int bits) {
        int value = codes.get(ValueLayout.JAVA_BYTE, offset(row, block, blocks, bits)) & 0xFF;
        return bits == 8 ? value : isHigh(row, block) ? value >>> 4 : value & 15;
    }

    /// Puts codes that are there row by row, a byte each, in this order.
    MemorySegment arrange(byte[] codes, int rows, int blocks, int bits) {
        long size = 1;
        for (long dimension : shape(rows, blocks, bits)) {
            size *= dimension;
        }
        var bytes = new byte[Math.toIntExact(size)];
        for (int row = 0; row < rows; row++) {
            for (int block = 0; block < blocks; block++) {
                byte code = codes[Math.toIntExact((long) row * blocks + block)];
                int at = (int) offset(row, block, blocks, bits);
                bytes[at] |= (byte) (bits == 4 && isHigh(row, block) ? code << 4 : code);
            }
        }
        return MemorySegment.ofArray(bytes);
    }

    /// How files and people call it: `tiles`, `rows`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
