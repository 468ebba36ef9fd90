// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.pack;

import dev.triad.core.random.RandomKey;

/// How codes are found.
///
/// @param iterations of k-means, at most
/// @param key of its draws
/// @param threads that compute; the result does not depend on them
public record PackingOptions(int iterations, RandomKey key, int threads) {
    public PackingOptions {
        if (iterations < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "iterations and threads must be at least 1, not " + iterations + " and " + threads);
        }
    }
}
