// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.train;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What simple counting makes of codes, in bits: the floors that a prior has to get below.
public final class CodeFloors {
    /// What a single code's neighbourhood counts for against how often a code comes anywhere.
    private static final double STRENGTH = 5;

    private final int codes;
    private final double[] counts;
    private final Map<Long, Integer> pairs = new HashMap<>();
    private long total;

    CodeFloors(int codes) {
        this.codes = codes;
        counts = new double[codes];
    }

    /// Counts the songs to learn from.
    ///
    /// @param codes of the codebook
    public static CodeFloors of(CodeWindows songs, int codes) {
        var floors = new CodeFloors(codes);
        songs.forEachSong(floors::add);
        return floors;
    }

    /// Counts a song's codes.
    void add(int[] song) {
        for (int i = 0; i < song.length; i++) {
            counts[song[i]]++;
            if (i > 0) pairs.merge(pair(song[i - 1], song[i]), 1, Integer::sum);
        }
        total += song.length;
    }

    private long pair(int before, int code) {
        return (long) before * codes + code;
    }

    /// Mean bits of a code, by how often it comes.
    public double unigram(List<int[]> windows) {
        return windows.stream()
                .mapToDouble(window -> {
                    double bits = 0;
                    for (int code : window) bits -= Math.log(single(code));
                    return bits / window.length / Math.log(2);
                })
                .average()
                .orElse(Double.NaN);
    }

    /// Mean bits of a code, by how often it follows the one before.
    public double bigram(List<int[]> windows) {
        return windows.stream()
                .mapToDouble(window -> {
                    double bits = -Math.log(single(window[0]));
                    for (int i = 1; i < window.length; i++) {
                        int seen = pairs.getOrDefault(pair(window[i - 1], window[i]), 0);
                        double likely = seen + STRENGTH * single(window[i]);
                        bits -= Math.log(likely / (counts[window[i - 1]] + STRENGTH));
                    }
                    return bits / window.length / Math.log(2);
                })
                .average()
                .orElse(Double.NaN);
    }

    /// How likely a code is anywhere; none is impossible.
    private double single(int code) {
        return (counts[code] + 1) / (total + (double) codes);
    }
}
