// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.random;

import java.lang.foreign.MemorySegment;

/// Fills tensors with random numbers.
///
/// Every method addresses a draw by key, step, micro-batch and site, and writes its elements from `firstElement` on
/// into the whole destination (native memory or a heap segment, any alignment). Element i depends on that address and
/// i alone, so a tensor may be filled in one go or in pieces, by any number of threads, with the same result. Two
/// draws must not share an address: they would be the same numbers in other clothes.
///
/// Scratch of some 8 KB is allocated per call: it dies young, and unlike a thread-local it leaves nothing behind on
/// the pool threads that call. Words are dealt to elements tile by tile (see [PhiloxTile]): element i of a draw of
/// one word per element takes plane (i / 256) mod 4 of tile i / 1024, block i mod 256; masks take half a word each,
/// the low half first.
public final class RandomFill {
    private static final int PLANE_WORDS = PhiloxTile.BLOCKS;
    private static final int PLANE_HALVES = 2 * PLANE_WORDS;

    private RandomFill() {}

    /// Uniform f32 numbers, multiples of 2⁻²⁴ in [0, 1).
    ///
    /// @throws IllegalArgumentException when the address is out of range or the destination is no whole number of
    ///     elements
    public static void uniform(
            RandomKey key, long step, int microBatch, int site, long firstElement, MemorySegment destination) {
        var scratch = new float[PLANE_WORDS];
        var numbers = MemorySegment.ofArray(scratch);
        var draw = new PhiloxTile(key, step, microBatch, site);
        fill(draw, firstElement, destination, Float.BYTES, PLANE_WORDS, (tile, plane, from, to, offset) -> {
            uniformPlane(tile.plane(plane), scratch);
            MemorySegment.copy(numbers, 4L * from, destination, offset, 4L * (to - from));
        });
    }

    /// Normal f32 numbers (Box and Muller's pairs), within 6.66 standard deviations of the mean.
    ///
    /// @throws IllegalArgumentException when the address is out of range or the destination is no whole number of
    ///     elements
    public static void normal(
            RandomKey key,
            long step,
            int microBatch,
            int site,
            long firstElement,
            MemorySegment destination,
            double mean,
            double standardDeviation) {
        var scratch = new float[PLANE_WORDS];
        var numbers = MemorySegment.ofArray(scratch);
        var draw = new PhiloxTile(key, step, microBatch, site);
        fill(draw, firstElement, destination, Float.BYTES, PLANE_WORDS, (tile, plane, from, to, offset) -> {
            // Planes 0 and 1 make a pair, and 2 and 3: the even one takes the cosine, the odd one the sine.
            int[] radii = tile.plane(plane & ~1);
            int[] angles = tile.plane(plane | 1);
            for (int i = from; i < to; i++) {
                double angle = Normal.angle(angles[i]);
                double turn = (plane & 1) == 0 ? StrictMath.cos(angle) : StrictMath.sin(angle);
                scratch[i] = (float) (mean + standardDeviation * Normal.radius(radii[i]) * turn);
            }
            MemorySegment.copy(numbers, 4L * from, destination, offset, 4L * (to - from));
        });
    }

    /// Normal f32 numbers cut at two standard deviations from the mean: the distribution of what remains when numbers
    /// outside are drawn again, made by inversion so that every element takes one word. The standard deviation is
    /// that of the uncut distribution; what remains has 0.8796 of it.
    ///
    /// @throws IllegalArgumentException when the address is out of range or the destination is no whole number of
    ///     elements
    public static void truncatedNormal(
            RandomKey key,
            long step,
            int microBatch,
            int site,
            long firstElement,
            MemorySegment destination,
            double mean,
            double standardDeviation) {
        var scratch = new float[PLANE_WORDS];
        var numbers = MemorySegment.ofArray(scratch);
        var draw = new PhiloxTile(key, step, microBatch, site);
        fill(draw, firstElement, destination, Float.BYTES, PLANE_WORDS, (tile, plane, from, to, offset) -> {
            int[] words = tile.plane(plane);
            for (int i = from; i < to; i++) {
                scratch[i] = (float) (mean + standardDeviation * Normal.truncated(words[i]));
            }
            MemorySegment.copy(numbers, 4L * from, destination, offset, 4L * (to - from));
        });
    }

    /// A dropout mask in f32: 0 with probability `drop`, else 1/(1 − `drop`).
    ///
    /// Each element takes 16 random bits and is kept when they, as a number, are below (1 − drop)·65536, rounded.
    ///
    /// @throws IllegalArgumentException when `drop` is not between 0 and 1, the address is out of range or the
    ///     destination is no whole number of elements
    public static void keepMask(
            RandomKey key,
            long step,
            int microBatch,
            int site,
            long firstElement,
            MemorySegment destination,
            double drop) {
        int threshold = keepThreshold(drop);
        int scale = Float.floatToRawIntBits(keepScale(drop));
        var scratch = new long[PLANE_WORDS];
        var mask = MemorySegment.ofArray(scratch);
        var draw = new PhiloxTile(key, step, microBatch, site);
        fill(draw, firstElement, destination, Float.BYTES, PLANE_HALVES, (tile, plane, from, to, offset) -> {
            floatMaskPlane(tile.plane(plane), threshold, scale, scratch);
            MemorySegment.copy(mask, 4L * from, destination, offset, 4L * (to - from));
        });
    }

    /// The dropout mask of [#keepMask] in bf16: the same elements are kept, and 1/(1 − `drop`) is rounded to the
    /// nearest bf16, ties to even.
    ///
    /// @throws IllegalArgumentException when `drop` is not between 0 and 1, the address is out of range or the
    ///     destination is no whole number of elements
    public static void keepMaskBfloat16(
            RandomKey key,
            long step,
            int microBatch,
            int site,
            long firstElement,
            MemorySegment destination,
            double drop) {
        int threshold = keepThreshold(drop);
        int bits = Float.floatToRawIntBits(keepScale(drop));
        int scale = (bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16;
        var scratch = new int[PLANE_WORDS];
        var mask = MemorySegment.ofArray(scratch);
        var draw = new PhiloxTile(key, step, microBatch, site);
        fill(draw, firstElement, destination, Short.BYTES, PLANE_HALVES, (tile, plane, from, to, offset) -> {
            bfloat16MaskPlane(tile.plane(plane), threshold, scale, scratch);
            MemorySegment.copy(mask, 2L * from, destination, offset, 2L * (to - from));
        });
    }

    /// The dropout mask of [#keepMask] as one byte per element: 1 where it drops, 0 where it keeps.
    ///
    /// @throws IllegalArgumentException when `drop` is not between 0 and 1 or the address is out of range
    public static void dropMask(
            RandomKey key,
            long step,
            int microBatch,
            int site,
            long firstElement,
            MemorySegment destination,
            double drop) {
        int threshold = keepThreshold(drop);
        var scratch = new short[PLANE_WORDS];
        var mask = MemorySegment.ofArray(scratch);
        var draw = new PhiloxTile(key, step, microBatch, site);
        fill(draw, firstElement, destination, Byte.BYTES, PLANE_HALVES, (tile, plane, from, to, offset) -> {
            byteMaskPlane(tile.plane(plane), threshold, scratch);
            MemorySegment.copy(mask, from, destination, offset, to - from);
        });
    }

    private static int keepThreshold(double drop) {
        if (!(drop >= 0 && drop <= 1)) {
            throw new IllegalArgumentException("drop is " + drop + "; a probability between 0 and 1 was expected");
        }
        return (int) Math.round((1 - drop) * 65536);
    }

    private static float keepScale(double drop) {
        return drop == 1 ? 0 : (float) (1 / (1 - drop));
    }

    private static void uniformPlane(int[] words, float[] numbers) {
        for (int i = 0; i < PLANE_WORDS; i++) {
            numbers[i] = (words[i] >>> 8) * 0x1p-24f;
        }
    }

    /// Two mask elements from each word, the first in the low half of a long. There is no comparison: a half below
    /// the threshold makes the difference negative, and a negative difference has ones where the scale goes.
    private static void floatMaskPlane(int[] words, long threshold, long scale, long[] mask) {
        long upperScale = scale << 32;
        for (int i = 0; i < PLANE_WORDS; i++) {
            long word = words[i];
            long low = (word & 0xFFFF) - threshold;
            long high = ((word >>> 16) & 0xFFFF) - threshold;
            mask[i] = ((low >>> 32) & scale) | (high & upperScale);
        }
    }

    private static void bfloat16MaskPlane(int[] words, int threshold, int scale, int[] mask) {
        int upperScale = scale << 16;
        for (int i = 0; i < PLANE_WORDS; i++) {
            int word = words[i];
            int low = (word & 0xFFFF) - threshold;
            int high = (word >>> 16) - threshold;
            mask[i] = ((low >>> 16) & scale) | (high & upperScale);
        }
    }

    /// A half that reaches the threshold leaves a difference without a sign.
    private static void byteMaskPlane(int[] words, int threshold, short[] mask) {
        for (int i = 0; i < PLANE_WORDS; i++) {
            int word = words[i];
            int low = ~((word & 0xFFFF) - threshold) >>> 31;
            int high = ~((word >>> 16) - threshold) >>> 31;
            mask[i] = (short) (low | (high << 8));
        }
    }

    /// Writes elements `from` to `to` of one plane at a byte offset of the destination.
    private interface PlaneWriter {
        void write(PhiloxTile tile, int plane, int from, int to, long offset);
    }

    private static void fill(
            PhiloxTile tile,
            long firstElement,
            MemorySegment destination,
            int elementBytes,
            int planeElements,
            PlaneWriter writer) {
        long bytes = destination.byteSize();
        if (bytes % elementBytes != 0) {
            throw new IllegalArgumentException(
                    "the destination has " + bytes + " bytes; a multiple of " + elementBytes + " was expected");
        }
        long count = bytes / elementBytes;
        long available = PhiloxTile.TILES * PhiloxTile.PLANES * planeElements;
        if (firstElement < 0 || firstElement > available - count) {
            throw new IllegalArgumentException("elements " + firstElement + " to " + (firstElement + count)
                    + " were asked for; a draw has elements 0 to " + available);
        }
        for (long done = 0; done < count; ) {
            long element = firstElement + done;
            long plane = element / planeElements;
            int from = (int) (element % planeElements);
            int to = (int) Math.min(planeElements, from + count - done);
            tile.moveTo(plane / PhiloxTile.PLANES);
            writer.write(tile, (int) (plane % PhiloxTile.PLANES), from, to, done * elementBytes);
            done += to - from;
        }
    }
}
