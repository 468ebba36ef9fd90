// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.random;

import java.nio.charset.StandardCharsets;

/// Names a family of random draws: 64 bits derived from the run's seed and a purpose.
///
/// ```java
/// var key = RandomKey.of(seed).named("init").named("encoder.layer.0.weight");
/// ```
///
/// Purposes with different names, or with the same name below different parents, draw independently of one another,
/// so adding a layer or a dropout changes no other draw. A key and a position in training give a [RandomStream] for
/// single numbers or fill a tensor through [RandomFill].
///
/// @param value the key of [Philox]
public record RandomKey(long value) {
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /// The key at the root of everything a run with this seed draws.
    public static RandomKey of(long seed) {
        return new RandomKey(mix(seed + GOLDEN_GAMMA));
    }

    /// The key of one purpose below this one. Order matters: `named("a").named("b")` is not `named("b").named("a")`.
    public RandomKey named(String purpose) {
        long hash = FNV_OFFSET;
        for (byte octet : purpose.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xFF)) * FNV_PRIME;
        }
        return new RandomKey(mix(mix(value + GOLDEN_GAMMA) ^ hash));
    }

    /// The numbers drawn at one place of one training step.
    ///
    /// @param step the optimiser step, 0 to 2³² − 1
    /// @param microBatch which part of the step's batch, or which rank
    /// @param site which place in the model draws (each dropout, each mask has its own)
    /// @throws IllegalArgumentException when the step does not fit 32 bits
    public RandomStream at(long step, int microBatch, int site) {
        return new RandomStream(this, step, microBatch, site);
    }

    /// The counter word of a step.
    static int stepWord(long step) {
        if (step < 0 || step > Philox.UNSIGNED) {
            throw new IllegalArgumentException("step is " + step + "; it must be between 0 and " + Philox.UNSIGNED);
        }
        return (int) step;
    }

    /// SplitMix64's finaliser (Steele, Lea and Flood 2014): a bijection whose every output bit depends on every input
    /// bit.
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
