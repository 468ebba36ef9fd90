// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.random;

/// The block function of Philox4x32-10 (Salmon et al. 2011, section 5.3): ten rounds turn a 128-bit counter and a
/// 64-bit key into 128 random bits, without state.
///
/// Triad's counters are laid out as (block within the draw, site, step, micro-batch). One call makes one block;
/// [RandomFill] makes the same blocks 256 at a time.
public final class Philox {
    /// Multiplier of counter word 0.
    static final long MULTIPLIER_0 = 0xD2511F53L;

    /// Multiplier of counter word 2.
    static final long MULTIPLIER_2 = 0xCD9E8D57L;

    /// What key word 0 grows by from round to round (the golden ratio).
    static final int WEYL_0 = 0x9E3779B9;

    /// What key word 1 grows by from round to round (the square root of three, less one).
    static final int WEYL_1 = 0xBB67AE85;

    static final int ROUNDS = 10;

    /// Reads the low 32 bits of a long as an unsigned number.
    static final long UNSIGNED = 0xFFFF_FFFFL;

    private Philox() {}

    /// Computes one block.
    ///
    /// @param key the two key words, the first in the low half
    /// @param counter0 to `counter3`: the counter's words, the first the least significant
    /// @param block where the four random words go
    public static void block(long key, int counter0, int counter1, int counter2, int counter3, int[] block) {
        int key0 = (int) key;
        int key1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = (counter0 & UNSIGNED) * MULTIPLIER_0;
            long product2 = (counter2 & UNSIGNED) * MULTIPLIER_2;
            counter0 = (int) (product2 >>> 32) ^ counter1 ^ key0;
            counter1 = (int) product2;
            counter2 = (int) (product0 >>> 32) ^ counter3 ^ key1;
            counter3 = (int) product0;
            key0 += WEYL_0;
            key1 += WEYL_1;
        }
        block[0] = counter0;
        block[1] = counter1;
        block[2] = counter2;
        block[3] = counter3;
    }
}
