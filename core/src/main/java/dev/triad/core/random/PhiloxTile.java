// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.random;

/// 256 consecutive blocks of one draw, transposed: plane k holds word k of every block.
///
/// The loops are shaped for C2, which turns them into vector code (measured on Zen 4, AVX-512: 2.3 ns a block instead
/// of 9.4): products of 32-bit halves held in longs, one array a plane, no calls. Two limits of its loop unroller
/// shape them further. A body must stay below 240 nodes, a long multiplication counting eleven, hence two passes of
/// five rounds; and below 60 if it has fewer than four `int` xors, hence the last round of each pass in `int`. The
/// results never depend on any of this; the tests compare every word with [Philox].
final class PhiloxTile {
    /// Blocks in a tile, and words in a plane.
    static final int BLOCKS = 256;

    static final int PLANES = 4;

    /// Tiles in a draw: its counter has 2³² blocks.
    static final long TILES = (1L << 32) / BLOCKS;

    private static final int[] COUNTING = new int[BLOCKS];

    static {
        for (int i = 0; i < BLOCKS; i++) {
            COUNTING[i] = i;
        }
    }

    private final int key0;
    private final int key1;
    private final int site;
    private final int step;
    private final int microBatch;
    private final int[][] planes = new int[PLANES][BLOCKS];
    private long computed = -1;

    PhiloxTile(RandomKey key, long step, int microBatch, int site) {
        this.key0 = (int) key.value();
        this.key1 = (int) (key.value() >>> 32);
        this.step = RandomKey.stepWord(step);
        this.microBatch = microBatch;
        this.site = site;
    }

    /// Makes this the tile with the given index, in [0, [#TILES]).
    void moveTo(long tile) {
        if (tile != computed) {
            int firstBlock = (int) (tile * BLOCKS);
            roundsOneToFive(firstBlock, site, step, microBatch, key0, key1, planes[0], planes[1], planes[2], planes[3]);
            roundsSixToTen(key0, key1, planes[0], planes[1], planes[2], planes[3]);
            computed = tile;
        }
    }

    /// Word `plane` of the tile's 256 blocks; overwritten by the next [#moveTo].
    int[] plane(int plane) {
        return planes[plane];
    }

    /// The first half. Only counter word 0 differs between blocks, so half of rounds 1 and 2 is the same for all.
    private static void roundsOneToFive(
            int firstBlock,
            int site,
            int step,
            int microBatch,
            int key0,
            int key1,
            int[] plane0,
            int[] plane1,
            int[] plane2,
            int[] plane3) {
        int second0 = key0 + Philox.WEYL_0;
        int second1 = key1 + Philox.WEYL_1;
        int third0 = second0 + Philox.WEYL_0;
        int third1 = second1 + Philox.WEYL_1;
        int fourth0 = third0 + Philox.WEYL_0;
        int fourth1 = third1 + Philox.WEYL_1;
        int fifth0 = fourth0 + Philox.WEYL_0;
        int fifth1 = fourth1 + Philox.WEYL_1;

        long firstProduct2 = (step & Philox.UNSIGNED) * Philox.MULTIPLIER_2;
        long secondCounter0 = (firstProduct2 >>> 32) ^ site ^ key0;
        long secondProduct0 = (secondCounter0 & Philox.UNSIGNED) * Philox.MULTIPLIER_0;
        long firstMask = (long) microBatch ^ key1;
        long secondMask0 = firstProduct2 ^ second0;
        long secondMask2 = (secondProduct0 >>> 32) ^ second1;

        for (int i = 0; i < BLOCKS; i++) {
            long p = ((firstBlock + COUNTING[i]) & Philox.UNSIGNED) * Philox.MULTIPLIER_0;
            long q = (((p >>> 32) ^ firstMask) & Philox.UNSIGNED) * Philox.MULTIPLIER_2;
            // Upper halves hold garbage from here on: every multiplication masks them away.
            long a = (q >>> 32) ^ secondMask0;
            long b = q;
            long c = p ^ secondMask2;
            long d = secondProduct0;

            p = (a & Philox.UNSIGNED) * Philox.MULTIPLIER_0;
            q = (c & Philox.UNSIGNED) * Philox.MULTIPLIER_2;
            a = (q >>> 32) ^ b ^ third0;
            c = (p >>> 32) ^ d ^ third1;
            b = q;
            d = p;

            p = (a & Philox.UNSIGNED) * Philox.MULTIPLIER_0;
            q = (c & Philox.UNSIGNED) * Philox.MULTIPLIER_2;
            a = (q >>> 32) ^ b ^ fourth0;
            c = (p >>> 32) ^ d ^ fourth1;
            b = q;
            d = p;

            p = (a & Philox.UNSIGNED) * Philox.MULTIPLIER_0;
            q = (c & Philox.UNSIGNED) * Philox.MULTIPLIER_2;
            plane0[i] = (int) (q >>> 32) ^ (int) b ^ fifth0;
            plane1[i] = (int) q;
            plane2[i] = (int) (p >>> 32) ^ (int) d ^ fifth1;
            plane3[i] = (int) p;
        }
    }

    /// The second half, in place.
    private static void roundsSixToTen(int key0, int key1, int[] plane0, int[] plane1, int[] plane2, int[] plane3) {
        int sixth0 = roundKey(key0, Philox.WEYL_0, 6);
        int sixth1 = roundKey(key1, Philox.WEYL_1, 6);
        int seventh0 = sixth0 + Philox.WEYL_0;
        int seventh1 = sixth1 + Philox.WEYL_1;
        int eighth0 = seventh0 + Philox.WEYL_0;
        int eighth1 = seventh1 + Philox.WEYL_1;
        int ninth0 = eighth0 + Philox.WEYL_0;
        int ninth1 = eighth1 + Philox.WEYL_1;
        int tenth0 = ninth0 + Philox.WEYL_0;
        int tenth1 = ninth1 + Philox.WEYL_1;

        for (int i = 0; i < BLOCKS; i++) {
            long b = plane1[i];
            long d = plane3[i];
            long p = (plane0[i] & Philox.UNSIGNED) * Philox.MULTIPLIER_0;
            long q = (plane2[i] & Philox.UNSIGNED) * Philox.MULTIPLIER_2;
            long a = (q >>> 32) ^ b ^ sixth0;
            long c = (p >>> 32) ^ d ^ sixth1;
            b = q;
            d = p;

            p = (a & Philox.UNSIGNED) * Philox.MULTIPLIER_0;
            q = (c & Philox.UNSIGNED) * Philox.MULTIPLIER_2;
            a = (q >>> 32) ^ b ^ seventh0;
            c = (p >>> 32) ^ d ^ seventh1;
            b = q;
            d = p;

            p = (a & Philox.UNSIGNED) * Philox.MULTIPLIER_0;
            q = (c & Philox.UNSIGNED) * Philox.MULTIPLIER_2;
            a = (q >>> 32) ^ b ^ eighth0;
            c = (p >>> 32) ^ d ^ eighth1;
            b = q;
            d = p;

            p = (a & Philox.UNSIGNED) * Philox.MULTIPLIER_0;
            q = (c & Philox.UNSIGNED) * Philox.MULTIPLIER_2;
            a = (q >>> 32) ^ b ^ ninth0;
            c = (p >>> 32) ^ d ^ ninth1;
            b = q;
            d = p;

            p = (a & Philox.UNSIGNED) * Philox.MULTIPLIER_0;
            q = (c & Philox.UNSIGNED) * Philox.MULTIPLIER_2;
            plane0[i] = (int) (q >>> 32) ^ (int) b ^ tenth0;
            plane1[i] = (int) q;
            plane2[i] = (int) (p >>> 32) ^ (int) d ^ tenth1;
            plane3[i] = (int) p;
        }
    }

    /// A key word in round 1 to 10.
    private static int roundKey(int key, int weyl, int round) {
        return key + (round - 1) * weyl;
    }
}
