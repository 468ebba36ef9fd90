// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.model.DType;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Vectors that stand for blocks of weights.
public final class Codebook {
    /// Bits of a scale's mantissa, so that it times a whole number of 8 bits is exact in an f32.
    private static final int SCALE_BITS = 16;

    private final Optional<String> name;
    private final int block;
    private final DType type;
    private final MemorySegment stored;
    private final float scale;
    private final float[] centroids;

    /// A codebook as it is stored.
    ///
    /// @param name what several weights call it; empty if it is one weight's own
    /// @param block numbers in a vector
    /// @param type F16 or I8
    /// @param stored the vectors, one after another
    /// @param scale what I8 numbers are multiplied by; 1 for F16
    /// @throws IllegalArgumentException when there are not 256 or 16 vectors, or one is no number
    public Codebook(Optional<String> name, int block, DType type, MemorySegment stored, float scale) {
        long count = stored.byteSize() * 8 / type.bits() / block;
        var scheme = new WeightScheme.Product(
                block, (int) Math.min(count, Integer.MAX_VALUE), type, CodeLayout.ROWS, name, false);
        Numbers.requireSize(stored, (long) scheme.centroids() * block * type.bits() / 8, "the centroids");
        if (!(scale > 0) || Float.isInfinite(scale)) {
            throw new IllegalArgumentException("the centroids' scale is " + scale);
        }
        this.name = name;
        this.block = block;
        this.type = type;
        this.stored = stored.asReadOnly();
        this.scale = scale;
        centroids = Numbers.read(stored, type);
        for (int i = 0; i < centroids.length; i++) {
            centroids[i] *= scale;
        }
        Numbers.requireFinite(centroids, "centroid number");
    }

    /// Rounds vectors to a type. For I8 the scale is a 127th of the largest number, rounded up to 16 bits: rounding
    /// what was rounded changes nothing.
    ///
    /// @param centroids the vectors, one after another
    public static Codebook of(Optional<String> name, int block, DType type, float[] centroids) {
        if (type != DType.I8) {
            return new Codebook(name, block, type, Numbers.write(centroids, type), 1);
        }
        float largest = 0;
        for (float number : Numbers.requireFinite(centroids, "centroid number")) {
            largest = Math.max(largest, Math.abs(number));
        }
        float scale = largest == 0 ? 1 : roundUp(largest / 127.0);
        var rounded = new float[centroids.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) Math.rint(centroids[i] / (double) scale);
        }
        return new Codebook(name, block, type, Numbers.write(rounded, type), scale);
    }

    /// The smallest float with a mantissa of 16 bits that is not below a number.
    public static float roundUp(double number) {
        float up = (float) number;
        up = up < number ? Math.nextUp(up) : up;
        int drop = 24 - SCALE_BITS;
        int mask = (1 << drop) - 1;
        int bits = Float.floatToRawIntBits(up);
        return Float.intBitsToFloat((bits & mask) == 0 ? bits : (bits | mask) + 1);
    }

    /// What several weights call it; empty if it is one weight's own.
    public Optional<String> name() {
        return name;
    }

    /// How many vectors there are: 256 or 16.
    public int size() {
        return centroids.length / block;
    }

    /// Numbers in a vector.
    public int block() {
        return block;
    }

    /// How they are stored.
    public DType type() {
        return type;
    }

    /// The vectors, one after another; not to be written to.
    public float[] centroids() {
        return centroids;
    }

    /// What I8 numbers are multiplied by; 1 for F16.
    public float scale() {
        return scale;
    }

    /// The vectors as they are stored.
    public MemorySegment stored() {
        return stored;
    }

    /// The bytes of its tensors.
    ///
    /// @param weight the weight that owns it, if it has no name of its own
    Map<String, MemorySegment> tensors(String weight) {
        String book = name.orElse(weight);
        var tensors = new LinkedHashMap<String, MemorySegment>();
        tensors.put(book + ".centroids", stored);
        if (type == DType.I8) {
            tensors.put(book + ".centroids.scale", Numbers.write(new float[] {scale}, DType.F32));
        }
        return tensors;
    }

    /// Whether it holds the same vectors, stored the same way.
    public boolean sameAs(Codebook other) {
        return block == other.block
                && type == other.type
                && scale == other.scale
                && stored.mismatch(other.stored) == -1;
    }
}
