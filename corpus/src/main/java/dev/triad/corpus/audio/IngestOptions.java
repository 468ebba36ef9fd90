// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a data set is to be like.
///
/// @param rate frames per second
/// @param channels 1 or 2
/// @param store where the sound goes
/// @param minSeconds shorter songs are left out
/// @param maxSeconds longer ones, too
/// @param maxClipped songs are left out of which a larger share of samples is clipped
/// @param validation share of the songs that are kept from training
/// @param seed chooses them
public record IngestOptions(
        int rate,
        int channels,
        Store store,
        double minSeconds,
        double maxSeconds,
        double maxClipped,
        double validation,
        long seed) {
    /// What is never louder than this, 60 dB below full scale, counts as silent.
    public static final double SILENCE = 1e-3;

    /// Jukebox's rate in stereo, in shards of 16 bits; songs from one second to two hours with at most 2 %
    /// clipped; a tenth for validation.
    public static final IngestOptions DEFAULT = new IngestOptions(44_100, 2, Store.INT16, 1, 7_200, 0.02, 0.1, 42);

    public IngestOptions {
        if (rate < 1_000 || rate > 384_000) {
            throw new IllegalArgumentException("rate is " + rate + " Hz; it must be between 1000 and 384000");
        }
        if (channels != 1 && channels != 2) {
            throw new IllegalArgumentException("channels is " + channels + "; it must be 1 or 2");
        }
        if (!(minSeconds > 0 && maxSeconds > minSeconds)) {
            throw new IllegalArgumentException(
                    "songs from %s to %s seconds cannot be; the first must be positive and the smaller one"
                            .formatted(minSeconds, maxSeconds));
        }
        if (!(maxClipped >= 0 && maxClipped <= 1)) {
            throw new IllegalArgumentException("max_clipped is " + maxClipped + "; it must be between 0 and 1");
        }
        if (!(validation >= 0 && validation < 1)) {
            throw new IllegalArgumentException("validation is " + validation + "; it must be from 0 to below 1");
        }
    }

    /// What a shard's content depends on, but for the songs.
    Map<String, Object> decoding() {
        var options = new LinkedHashMap<String, Object>();
        options.put("rate", rate);
        options.put("channels", channels);
        options.put("store", store.toString());
        options.put("min_seconds", minSeconds);
        options.put("max_seconds", maxSeconds);
        options.put("max_clipped", maxClipped);
        return options;
    }
}
