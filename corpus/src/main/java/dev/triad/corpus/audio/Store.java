// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import java.util.Locale;

/// Where a data set has its sound.
public enum Store {
    /// In shards, 16 bits a sample: a minute of stereo at 44.1 kHz takes 10.6 MB.
    INT16(2),
    /// In shards, as floating-point numbers: exactly what was decoded, in twice the space.
    FLOAT32(4),
    /// Nowhere but in the songs, which are decoded again whenever they are read.
    SONGS(0);

    private final int bytes;

    Store(int bytes) {
        this.bytes = bytes;
    }

    /// Bytes of a sample in a shard.
    int bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The store of a name.
    ///
    /// @throws IllegalArgumentException if there is none
    static Store of(String name) {
        for (var store : values()) {
            if (store.toString().equals(name)) {
                return store;
            }
        }
        throw new IllegalArgumentException("there is no store \"" + name + "\"");
    }
}
