// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhiloxTest {
    /// The known answers that Random123 publishes for philox4x32-10.
    @Test
    void publishedAnswersAreReproduced() {
        assertThat(block(0, 0, 0, 0, 0)).containsExactly(0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8);
        assertThat(block(-1L, -1, -1, -1, -1)).containsExactly(0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD);
        assertThat(block(0x299F31D0_A4093822L, 0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344))
                .containsExactly(0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void tilesHoldTheSameBlocks(long seed) {
        var random = new Random(seed);
        var key = new RandomKey(random.nextLong());
        long step = random.nextLong(1L << 32);
        int microBatch = random.nextInt();
        int site = random.nextInt();
        var tile = new PhiloxTile(key, step, microBatch, site);
        for (long index : new long[] {0, 1, random.nextLong(PhiloxTile.TILES), PhiloxTile.TILES - 1, 1, 1}) {
            tile.moveTo(index);
            for (int i = 0; i < PhiloxTile.BLOCKS; i++) {
                int[] expected =
                        block(key.value(), (int) (index * PhiloxTile.BLOCKS + i), site, (int) step, microBatch);
                int[] actual = {tile.plane(0)[i], tile.plane(1)[i], tile.plane(2)[i], tile.plane(3)[i]};
                assertThat(actual).as("tile %d, block %d", index, i).containsExactly(expected);
            }
        }
    }

    private static int[] block(long key, int counter0, int counter1, int counter2, int counter3) {
        var block = new int[4];
        Philox.block(key, counter0, counter1, counter2, counter3, block);
        return block;
    }
}
