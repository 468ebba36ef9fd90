// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import dev.triad.core.random.Philox;
import dev.triad.core.random.RandomKey;

/// The order in which training visits examples: every epoch visits each exactly once, in an order of its own. Position
/// `p` of a run is place `p mod size` of epoch `p / size`, and its example is computed, not looked up: there is no
/// table, and a run resumes from its position alone.
///
/// A place goes through a Feistel network on just as many bits as places need: each round xors one half with a Philox
/// hash of the other, which is a permutation whatever the hash. When the result is not a place (less than half the
/// time), it goes through again until it is, which is a permutation of the places (Black and Rogaway 2002, "Ciphers
/// with arbitrary finite domains", method 3). Immutable; cheap to make; safe to share between threads.
public final class EpochOrder {
    /// More than enough for large numbers of examples, and enough to mix a handful.
    private static final int ROUNDS = 16;

    private final long key;
    private final long size;
    private final int lowBits;
    private final int highBits;

    /// @param key where the run's shuffles come from
    /// @param size number of examples
    public EpochOrder(RandomKey key, long size) {
        if (size < 1) {
            throw new IllegalArgumentException("there must be at least one example to shuffle, not " + size);
        }
        this.key = key.value();
        this.size = size;
        int bits = Math.max(2, Long.SIZE - Long.numberOfLeadingZeros(size - 1));
        this.lowBits = bits / 2;
        this.highBits = bits - lowBits;
    }

    public long size() {
        return size;
    }

    /// The example at a position of the run, counted from 0 over all epochs.
    public long example(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("position must not be negative, but is " + position);
        }
        long epoch = position / size;
        long place = position % size;
        int[] block = new int[4];
        do {
            place = permute(place, (int) epoch, block);
        } while (place >= size);
        return place;
    }

    private long permute(long place, int epoch, int[] block) {
        long low = place & mask(lowBits);
        long high = place >>> lowBits;
        for (int round = 0; round < ROUNDS; round += 2) {
            high ^= hash(low, round, epoch, block) & mask(highBits);
            low ^= hash(high, round + 1, epoch, block) & mask(lowBits);
        }
        return high << lowBits | low;
    }

    private long hash(long half, int round, int epoch, int[] block) {
        Philox.block(key, (int) half, round, epoch, 0, block);
        return block[0] & 0xFFFF_FFFFL;
    }

    private static long mask(int bits) {
        return (1L << bits) - 1;
    }
}
