// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio.ffmpeg;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decodes a song, from its beginning or from any frame, into floats of a wanted rate in one channel or two.
///
/// Mono becomes stereo by doubling, stereo becomes mono by the mean; what has more channels is mixed to stereo
/// first. Samples are as the file has them and may lie outside of [−1, 1]. One thread's own; it holds native
/// memory for a few frames, however long the song.
public final class SongDecoder implements AutoCloseable {
    /// So many seconds of a song are decoded for nothing before a place, until decoders that remember what came
    /// before (MP3's bit reservoir, overlapping windows) remember nothing of the seek.
    private static final double PRE_ROLL = 0.5;

    /// Samples that a resampler needs to have seen before what it gives is what it would have given anyway.
    private static final int FILTER_MARGIN = 4096;

    /// Packets looked at after a seek for one that is known.
    private static final int PATIENCE = 2000;

    /// How many seek points before the right one a seek aims, in turn, since some containers land behind their aim.
    private static final int[] AIMS = {1, 5, 33};

    private final MediaFile media;
    private final int rate;
    private final int channels;
    private final SeekPoints.@Nullable Recorder recorder;
    private final Resampler resampler;
    private int sourceRate;
    private int sourceChannels;

    /// Samples of the song's own that were decoded, counted from its beginning.
    private long position;

    /// The first of them that goes to the resampler.
    private final long resampledFrom;

    /// Where the song ends, if that is known.
    private final long end;

    /// Frames that came out of the resampler.
    private long resampled;

    /// Frames still to be thrown away before the first that was asked for.
    private long unwanted;

    private boolean packetIsDue;
    private boolean ended;
    private boolean finished;

    private SongDecoder(
            MediaFile media,
            int rate,
            int channels,
            SeekPoints.@Nullable Recorder recorder,
            long position,
            long resampledFrom,
            long end,
            long unwanted)
            throws IOException {
        this.media = media;
        this.rate = rate;
        this.channels = channels;
        this.recorder = recorder;
        this.position = position;
        this.resampledFrom = resampledFrom;
        this.end = end;
        this.unwanted = unwanted;
        if (!nextFrame()) {
            throw media.unreadable("holds no sound that can be decoded");
        }
        sourceRate = media.frame().sample_rate();
        sourceChannels = media.frame().ch_layout().nb_channels();
        resampler = resampler(media, rate);
        try {
            absorb();
        } catch (IOException | RuntimeException e) {
            resampler.close();
            throw e;
        }
    }

    private static Resampler resampler(MediaFile media, int rate) throws IOException {
        try {
            return new Resampler(media.frame(), rate);
        } catch (IllegalArgumentException e) {
            throw media.unreadable(String.valueOf(e.getMessage()));
        }
    }

    /// Opens a song at its beginning.
    ///
    /// @param rate frames per second that come out
    /// @param channels how many come out, 1 or 2
    /// @throws UnreadableSongException if the file holds no sound that can be decoded
    public static SongDecoder open(Path file, int rate, int channels) throws IOException {
        return fromTheBeginning(file, rate, channels, new SeekPoints.Recorder(), 0);
    }

    /// Opens a song at a frame: what is read is what would be read there if the song were read from its
    /// beginning. Two codecs keep a trace of the way: AAC makes up the noise it did not store anew, and Opus
    /// predicts from all that came before, forgetting it slowly (differences of about 10⁻⁴); every read from one
    /// place gives the same, though.
    ///
    /// @param points what [#seekPoints] gave when the song was read whole
    /// @param start the frame, at `rate`
    public static SongDecoder openAt(Path file, int rate, int channels, SeekPoints points, long start)
            throws IOException {
        int common =
                BigInteger.valueOf(rate).gcd(BigInteger.valueOf(points.rate())).intValue();
        int unit = points.rate() / common; // so many samples become a whole number of frames
        long from = (start / (rate / common) * unit - FILTER_MARGIN) / unit * unit;
        int point = points.before(from - (long) (PRE_ROLL * points.rate()));
        if (from > 0 && point >= 0) {
            var media = MediaFile.open(file, false);
            try {
                int found = find(media, points, point);
                if (found >= 0) {
                    long frame = from / unit * (rate / common);
                    return new SongDecoder(
                            media, rate, channels, null, points.position(found), from, points.length(), start - frame);
                }
            } catch (IOException | RuntimeException e) {
                media.close();
                throw e;
            }
            media.close();
        }
        return fromTheBeginning(file, rate, channels, null, start);
    }

    private static SongDecoder fromTheBeginning(
            Path file, int rate, int channels, SeekPoints.@Nullable Recorder recorder, long start) throws IOException {
        if (rate < 1 || channels < 1 || channels > 2) {
            throw new IllegalArgumentException(
                    "no song is decoded into %d channels at %d Hz; give 1 or 2 channels".formatted(channels, rate));
        }
        var media = MediaFile.open(file, true);
        try {
            return new SongDecoder(media, rate, channels, recorder, 0, 0, Long.MAX_VALUE, start);
        } catch (IOException | RuntimeException e) {
            media.close();
            throw e;
        }
    }

    /// Goes behind the packet of a seek point, not later than the point `latest`.
    ///
    /// @return the point, or −1 if none was met
    private static int find(MediaFile media, SeekPoints points, int latest) {
        for (int aim : AIMS) {
            if (aim > latest || !media.seek(points.time(latest - aim))) {
                continue;
            }
            for (int packet = 0; packet < PATIENCE && media.read(); packet++) {
                int found = points.find(media.checksum());
                if (found > latest) {
                    break;
                }
                if (found >= 0) {
                    media.decode();
                    while (media.receive()) {
                        // incomplete: the decoder knows nothing of what came before
                    }
                    return found;
                }
            }
        }
        return -1;
    }

    /// Reads on, one array per channel.
    ///
    /// @param at where in the arrays
    /// @param count how many frames are wanted
    /// @return how many there were: fewer than wanted at the song's end alone
    /// @throws UnreadableSongException if the sound changes its rate or its channels within the file
    public int read(float[][] into, int at, int count) throws IOException {
        if (into.length != channels) {
            throw new IllegalArgumentException("%d arrays do not fit %d channels".formatted(into.length, channels));
        }
        int done = 0;
        while (done < count && fill()) {
            int some = Math.min(count - done, resampler.available());
            int from = resampler.take(some);
            copy(from, into, at + done, some);
            done += some;
        }
        return done;
    }

    private void copy(int from, float[][] into, int at, int count) {
        if (resampler.channels() == 2 && channels == 1) {
            float[] left = resampler.samples(0);
            float[] right = resampler.samples(1);
            for (int i = 0; i < count; i++) {
                into[0][at + i] = 0.5f * left[from + i] + 0.5f * right[from + i];
            }
            return;
        }
        for (int channel = 0; channel < channels; channel++) {
            int source = Math.min(channel, resampler.channels() - 1);
            System.arraycopy(resampler.samples(source), from, into[channel], at, count);
        }
    }

    /// Makes frames available.
    ///
    /// @return whether there are any left
    private boolean fill() throws IOException {
        while (true) {
            int surplus = (int) Math.min(unwanted, resampler.available());
            resampler.take(surplus);
            unwanted -= surplus;
            if (resampler.available() > 0) {
                return true;
            }
            if (finished) {
                return false;
            }
            if (nextFrame()) {
                absorb();
            } else {
                finish();
            }
        }
    }

    private void absorb() throws IOException {
        var frame = media.frame();
        int count = frame.nb_samples();
        if (frame.sample_rate() != sourceRate || frame.ch_layout().nb_channels() != sourceChannels) {
            throw media.unreadable(String.format(
                    Locale.ROOT,
                    "changes from %d channels at %d Hz to %d at %d Hz after %.1f s",
                    sourceChannels,
                    sourceRate,
                    frame.ch_layout().nb_channels(),
                    frame.sample_rate(),
                    (double) position / sourceRate));
        }
        int early = (int) Math.clamp(resampledFrom - position, 0L, count);
        int within = (int) Math.clamp(end - position, 0L, count);
        position += within;
        if (early < within) {
            resampler.push(frame, early, within);
            resampled += resampler.available();
        }
    }

    /// Brings out the last frames: as many as the song has, the last one begun included.
    private void finish() {
        finished = true;
        if (sourceRate != rate) {
            resampler.pushSilence(FILTER_MARGIN);
            resampler.truncate(Math.ceilDiv((position - resampledFrom) * rate, sourceRate) - resampled);
        }
    }

    private boolean nextFrame() {
        while (!media.receive()) {
            if (packetIsDue && recorder != null) {
                recorder.add(sourceRate, position, media.time(), media.checksum());
            }
            packetIsDue = false;
            if (ended) {
                return false;
            }
            if (media.read()) {
                media.decode();
                packetIsDue = true;
            } else {
                media.end();
                ended = true;
            }
        }
        return true;
    }

    /// The song's own rate.
    public int sourceRate() {
        return sourceRate;
    }

    /// The song's own channels.
    public int sourceChannels() {
        return sourceChannels;
    }

    /// What the file says about the song.
    public Tags tags() {
        return media.tags();
    }

    /// Where decoding may begin, once the song has been read to its end.
    ///
    /// @throws IllegalStateException if it has not
    public SeekPoints seekPoints() {
        if (!finished || recorder == null) {
            throw new IllegalStateException("seek points are known when a song was read from its beginning to its end");
        }
        return recorder.points(sourceRate, position);
    }

    /// What is wrong with the file as far as it was read: packets that could not be decoded, an end before the
    /// announced one. A few bad packets, as old files have them at their ends, are nothing.
    ///
    /// @return a clause with the file as its subject, or empty if nothing is
    public Optional<String> damage() {
        if (!media.interruption().isEmpty()) {
            return Optional.of(
                    String.format(Locale.ROOT, "breaks off after %.1f s (%s)", seconds(), media.interruption()));
        }
        if (media.failures() > Math.max(2, media.packets() / 100)) {
            return Optional.of(
                    "is damaged: %d of %d packets cannot be decoded".formatted(media.failures(), media.packets()));
        }
        double announced = media.announcedSeconds().orElse(0);
        if (finished && seconds() < 0.97 * announced - 0.5) {
            return Optional.of(
                    String.format(Locale.ROOT, "ends after %.1f of the %.1f s it announces", seconds(), announced));
        }
        return Optional.empty();
    }

    private double seconds() {
        return (double) position / sourceRate;
    }

    @Override
    public void close() {
        resampler.close();
        media.close();
    }
}
