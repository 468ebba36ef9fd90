// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.random;

/// Random numbers one after the other, for whoever needs a few: masked positions, sentence lengths, crops.
///
/// Its whole state is its address ([RandomKey], step, micro-batch, site) and its [#position()], so it can be saved,
/// restored and skipped ahead at no cost. A stream holds 2³⁴ words; drawing past them is an error rather than a
/// repetition. Not for use by several threads at once: give each its own site.
public final class RandomStream {
    /// Words in a stream: 2³² blocks of four.
    public static final long WORDS = 1L << 34;

    private final long key;
    private final int step;
    private final int microBatch;
    private final int site;
    private final int[] block = new int[4];
    private long loadedBlock = -1;
    private long position;

    RandomStream(RandomKey key, long step, int microBatch, int site) {
        this.key = key.value();
        this.step = RandomKey.stepWord(step);
        this.microBatch = microBatch;
        this.site = site;
    }

    /// How many 32-bit words were drawn so far.
    public long position() {
        return position;
    }

    /// Goes to a position, forwards or backwards; what follows is what followed there before.
    ///
    /// @throws IllegalArgumentException when the position is negative or past the stream's end
    public void seek(long position) {
        if (position < 0 || position > WORDS) {
            throw new IllegalArgumentException("position is " + position + "; it must be between 0 and " + WORDS);
        }
        this.position = position;
    }

    /// 32 random bits (one word).
    ///
    /// @throws IllegalStateException when all words of the stream are drawn
    public int nextInt() {
        long wanted = position >>> 2;
        if (wanted != loadedBlock) {
            if (position == WORDS) {
                throw new IllegalStateException("all 2^34 words of this random stream are drawn; use another site");
            }
            Philox.block(key, (int) wanted, site, step, microBatch, block);
            loadedBlock = wanted;
        }
        return block[(int) (position++ & 3)];
    }

    /// A number in [0, `bound`), each equally likely (Lemire 2019: multiply, and draw again in the rare biased case).
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound is " + bound + "; it must be positive");
        }
        long product = (nextInt() & Philox.UNSIGNED) * bound;
        if (Integer.compareUnsigned((int) product, bound) < 0) {
            int biased = Integer.remainderUnsigned(-bound, bound);
            while (Integer.compareUnsigned((int) product, biased) < 0) {
                product = (nextInt() & Philox.UNSIGNED) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    /// 64 random bits (two words, the low half first).
    public long nextLong() {
        long low = nextInt() & Philox.UNSIGNED;
        return (long) nextInt() << 32 | low;
    }

    /// A number in [0, `bound`), each equally likely.
    public long nextLong(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound is " + bound + "; it must be positive");
        }
        long random = nextLong();
        long biased = Long.remainderUnsigned(-bound, bound);
        while (Long.compareUnsigned(random * bound, biased) < 0) {
            random = nextLong();
        }
        return Math.unsignedMultiplyHigh(random, bound);
    }

    /// A multiple of 2⁻²⁴ in [0, 1) (one word).
    public float nextFloat() {
        return (nextInt() >>> 8) * 0x1p-24f;
    }

    /// A multiple of 2⁻⁵³ in [0, 1) (two words).
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /// A standard normal deviate (two words; Box and Muller's cosine, nothing is kept for the next call).
    public double nextGaussian() {
        double radius = Normal.radius(nextInt());
        return radius * StrictMath.cos(Normal.angle(nextInt()));
    }

    /// True with the given probability (two words).
    ///
    /// @throws IllegalArgumentException when the probability is not between 0 and 1
    public boolean nextBoolean(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability is " + probability + "; it must be between 0 and 1");
        }
        return nextDouble() < probability;
    }

    /// Puts the array in random order, every order equally likely (Fisher and Yates).
    public void shuffle(int[] array) {
        for (int unplaced = array.length; unplaced > 1; unplaced--) {
            int chosen = nextInt(unplaced);
            int last = array[unplaced - 1];
            array[unplaced - 1] = array[chosen];
            array[chosen] = last;
        }
    }
}
