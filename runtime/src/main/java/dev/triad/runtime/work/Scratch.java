// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.work;

import java.util.EnumMap;
import java.util.Map;

/// Memory that a thread computes in, one array for each purpose, kept from one use to the next. What an array holds
/// when it is handed out is arbitrary.
public final class Scratch {
    /// What an array is for. No two that are alive at once share one.
    public enum Use {
        /// Decoded panels of weights.
        PANELS,
        /// A row of weights or a vector.
        ROW,
        /// Tables of lookups and their sums.
        TABLES,
        SUMS,
        /// Keys, values and weights of an attention head, and what comes out.
        KEYS,
        VALUES,
        SCORES,
        CONTEXT_OF_HEAD,
        /// Activations of a forward pass.
        EMBEDDED,
        HIDDEN,
        THREEFOLD,
        CONTEXT,
        MIDDLE,
        WIDE,
        /// What heads compute in.
        HEAD_INPUT,
        HEAD_MIDDLE,
        HEAD_OUTPUT
    }

    /// Larger arrays are not kept: one long batch should not hold memory for good.
    private static final int LARGEST_KEPT = 1 << 24;

    private static final float[] NONE = {};

    private final Map<Use, float[]> floats = new EnumMap<>(Use.class);
    private byte[] bytes = {};

    /// An array of at least that length.
    public float[] floats(Use use, int length) {
        var known = floats.getOrDefault(use, NONE);
        if (known.length >= length) {
            return known;
        }
        var grown = new float[length];
        if (length <= LARGEST_KEPT) {
            floats.put(use, grown);
        }
        return grown;
    }

    /// An array of bytes of at least that length.
    public byte[] bytes(int length) {
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        return bytes;
    }
}
