// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.pack;

import dev.triad.core.random.RandomKey;
import dev.triad.quant.cluster.KMeans;

/// How codes are found.
///
/// @param iterations of k-means, at most
/// @param key of its draws
/// @param threads that compute; the result does not depend on them
/// @param manner of k-means
public record PackingOptions(int iterations, RandomKey key, int threads, KMeans.Manner manner) {
    /// In the manner that is right.
    public PackingOptions(int iterations, RandomKey key, int threads) {
        this(iterations, key, threads, KMeans.Manner.CORRECTED);
    }

    public PackingOptions {
        if (iterations < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "iterations and threads must be at least 1, not " + iterations + " and " + threads);
        }
    }
}
