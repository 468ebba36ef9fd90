// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio.ffmpeg;

import java.util.Arrays;

/// Packets of a song from which decoding may begin, and where in the song that is.
///
/// What containers say about time is often an estimate (MP3) or rounded (Matroska), so a place is found by
/// content: after a seek to somewhere before it, packets are read until one is met whose checksum is known here
/// and is no other packet's in the song. Its position is a count of samples made when the song was decoded whole,
/// and so exact.
public final class SeekPoints {
    /// What one point takes in [#toLongs]' form.
    static final int LONGS_PER_POINT = 2;

    private final int rate;
    private final long length;
    private final long[] positions;
    private final long[] times;
    private final int[] checksums;
    private final int[] byChecksum;

    private SeekPoints(int rate, long length, long[] positions, long[] times, int[] checksums) {
        this.rate = rate;
        this.length = length;
        this.positions = positions;
        this.times = times;
        this.checksums = checksums;
        this.byChecksum = order(checksums);
    }

    /// The points that [#toLongs] gave.
    ///
    /// @param rate the song's own
    /// @param length the song's length in samples
    ///
    /// @throws IllegalArgumentException if it cannot have
    public static SeekPoints of(int rate, long length, long[] encoded) {
        int count = encoded.length / LONGS_PER_POINT;
        if (rate < 1 || encoded.length % LONGS_PER_POINT != 0) {
            throw new IllegalArgumentException(encoded.length + " numbers at " + rate + " Hz are no seek points");
        }
        var positions = new long[count];
        var times = new long[count];
        var checksums = new int[count];
        for (int i = 0; i < count; i++) {
            positions[i] = encoded[2 * i] >>> Integer.SIZE;
            checksums[i] = (int) encoded[2 * i];
            times[i] = encoded[2 * i + 1];
            if (i > 0 && positions[i] <= positions[i - 1]) {
                throw new IllegalArgumentException("seek point " + i + " does not come after the one before it");
            }
        }
        return new SeekPoints(rate, length, positions, times, checksums);
    }

    /// The points as numbers to be stored: for each its position in the upper half and its checksum in the lower
    /// half of one, and the container's time.
    public long[] toLongs() {
        var encoded = new long[count() * LONGS_PER_POINT];
        for (int i = 0; i < count(); i++) {
            encoded[2 * i] = positions[i] << Integer.SIZE | Integer.toUnsignedLong(checksums[i]);
            encoded[2 * i + 1] = times[i];
        }
        return encoded;
    }

    /// The song's own rate, which positions count in.
    public int rate() {
        return rate;
    }

    /// The song's length in samples of its own rate.
    public long length() {
        return length;
    }

    public int count() {
        return positions.length;
    }

    /// The last point at or before a position.
    ///
    /// @return −1 if there is none
    int before(long position) {
        int found = Arrays.binarySearch(positions, position);
        return found < 0 ? -found - 2 : found;
    }

    /// How many samples of the song precede what follows the packet.
    long position(int point) {
        return positions[point];
    }

    /// The packet's time in the container's units.
    long time(int point) {
        return times[point];
    }

    /// The point of a packet.
    ///
    /// @return −1 if it is none
    int find(int checksum) {
        int low = 0;
        int high = byChecksum.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int there = checksums[byChecksum[middle]];
            if (there == checksum) {
                return byChecksum[middle];
            }
            if (there < checksum) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private static int[] order(int[] checksums) {
        long[] keys = new long[checksums.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (long) checksums[i] << Integer.SIZE | i;
        }
        Arrays.sort(keys);
        int[] order = new int[keys.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = (int) keys[i];
        }
        return order;
    }

    /// Collects points while a song is decoded from its beginning.
    static final class Recorder {
        /// Points lie so many to the second, at most.
        private static final int PER_SECOND = 4;

        private long[] positions = new long[64];
        private long[] times = new long[64];
        private int[] packets = new int[64];
        private int points;
        private int[] checksums = new int[1024];
        private int read;

        /// A packet was decoded.
        ///
        /// @param rate the song's
        /// @param position how many samples were decoded so far, this packet's included
        void add(int rate, long position, long time, int checksum) {
            if (read == checksums.length) {
                checksums = Arrays.copyOf(checksums, 2 * read);
            }
            checksums[read] = checksum;
            boolean far = position > 0
                    && (points == 0 || position - positions[points - 1] >= rate / PER_SECOND)
                    && position <= Integer.toUnsignedLong(-1);
            if (far && time != MediaFile.NO_TIME) {
                if (points == positions.length) {
                    positions = Arrays.copyOf(positions, 2 * points);
                    times = Arrays.copyOf(times, 2 * points);
                    packets = Arrays.copyOf(packets, 2 * points);
                }
                positions[points] = position;
                times[points] = time;
                packets[points++] = read;
            }
            read++;
        }

        /// The points whose packets cannot be taken for others.
        SeekPoints points(int rate, long length) {
            int[] sorted = Arrays.copyOf(checksums, read);
            Arrays.sort(sorted);
            long[] keptPositions = new long[points];
            long[] keptTimes = new long[points];
            int[] keptChecksums = new int[points];
            int count = 0;
            for (int i = 0; i < points; i++) {
                int checksum = checksums[packets[i]];
                int found = Arrays.binarySearch(sorted, checksum);
                boolean single = (found == 0 || sorted[found - 1] != checksum)
                        && (found == read - 1 || sorted[found + 1] != checksum);
                if (single) {
                    keptPositions[count] = positions[i];
                    keptTimes[count] = times[i];
                    keptChecksums[count++] = checksum;
                }
            }
            return new SeekPoints(
                    rate,
                    length,
                    Arrays.copyOf(keptPositions, count),
                    Arrays.copyOf(keptTimes, count),
                    Arrays.copyOf(keptChecksums, count));
        }
    }
}
