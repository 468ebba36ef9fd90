// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.labels;

import java.util.Locale;

/// The lengths of song that a model was taught, and how finely it tells time.
///
/// @param sampleRate of the audio, in Hz
/// @param minSeconds the shortest song
/// @param maxSeconds no song is as long as this
/// @param bins rows of each of the three tables of times
public record TimingRange(int sampleRate, double minSeconds, double maxSeconds, int bins) {
    public TimingRange {
        if (sampleRate < 1 || bins < 1 || !(minSeconds >= 0) || !(maxSeconds > minSeconds)) {
            throw new IllegalArgumentException(
                    "a range of song lengths needs a sample rate, bins and 0 <= min < max, not " + sampleRate + " Hz, "
                            + bins + " bins, " + minSeconds + " to " + maxSeconds + " s");
        }
    }

    /// Whether songs of so many samples are within the range.
    public boolean contains(long total) {
        return total >= minSeconds * sampleRate && total < maxSeconds * sampleRate;
    }

    /// Times as a model's tables have them, for the `positions` codes of a window.
    ///
    /// @param total the row for the song's length
    /// @param absolute for each code, the row for its distance from the song's beginning
    /// @param relative for each code, the row for the share of the song that is over
    @SuppressWarnings("ArrayRecordComponent") // plain data, never compared
    public record Bins(int total, int[] absolute, int[] relative) {}

    /// The rows for a window.
    ///
    /// All arithmetic is in single precision, as the released models were taught: a bin's border may lie a sample
    /// beside its true place.
    ///
    /// @throws IllegalArgumentException for songs and places outside the range, with the range
    public Bins bins(Timing timing, int positions) {
        if (!contains(timing.total())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the song is %.2f s long, but this model was taught songs of at least %.2f s and less than %.2f s:"
                            + " give a total length in that range",
                    (double) timing.total() / sampleRate,
                    minSeconds,
                    maxSeconds));
        }
        float low = (float) (minSeconds * sampleRate);
        float high = (float) (maxSeconds * sampleRate);
        float total = timing.total();
        float start = timing.offset();
        float end = timing.offset() + timing.length();
        if (end > high) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the window ends %.2f s into the song, but this model tells time up to %.2f s only",
                    (double) end / sampleRate,
                    maxSeconds));
        }
        return new Bins(
                bin(total, low, high),
                along(start, end, high, positions),
                along(start / total, Math.min(1, end / total), 1, positions));
    }

    private int[] along(float start, float end, float high, int positions) {
        var rows = new int[positions];
        for (int i = 0; i < positions; i++) {
            float share = (float) i / positions;
            rows[i] = bin(start + (end - start) * share, 0, high);
        }
        return rows;
    }

    private int bin(float value, float low, float high) {
        float share = (value - low) / (high - low);
        // A window beyond the song's end has no later time than the last.
        return Math.clamp((int) Math.floor(bins * share), 0, bins - 1);
    }
}
