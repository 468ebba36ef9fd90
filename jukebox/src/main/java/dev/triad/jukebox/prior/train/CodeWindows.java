// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.train;

import dev.triad.core.audio.Chunk;
import dev.triad.core.audio.Song;
import dev.triad.core.audio.Timeline;
import dev.triad.core.data.EpochOrder;
import dev.triad.core.data.codes.CodeShard;
import dev.triad.core.data.codes.CodedSong;
import dev.triad.core.random.RandomKey;
import dev.triad.core.text.LyricsAlphabet;
import dev.triad.jukebox.labels.LabelIds;
import dev.triad.jukebox.labels.LabelLists;
import dev.triad.jukebox.labels.LyricWindow;
import dev.triad.jukebox.labels.Timing;
import dev.triad.jukebox.prior.Condition;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.sample.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/// Windows of coded songs as a function of the step. Nothing is stored, so a run that resumes sees what it would
/// have seen; every window lies in one song, long songs are seen more often.
public final class CodeWindows {
    /// A song that is long enough, and not too long.
    @SuppressWarnings("ArrayRecordComponent") // plain data, never compared
    private record Known(CodeShard shard, int place, Song song, LabelIds labels, int[] lyrics) {}

    private final PriorConfig config;
    private final LyricsAlphabet alphabet;
    private final List<Known> songs = new ArrayList<>();
    private final Timeline timeline;
    private final EpochOrder order;
    private final RandomKey shifts;

    /// @param shards the songs of one part of a data set
    /// @param key where the order and the shifts come from
    /// @param warning told, in sentences, which songs are left out and what is not in the lists
    /// @throws IllegalArgumentException if no song is left
    public CodeWindows(
            List<CodeShard> shards, PriorConfig config, LabelLists lists, RandomKey key, Consumer<String> warning) {
        this.config = config;
        alphabet = lists.rules().alphabet();
        int left = 0;
        for (var shard : shards) {
            var its = shard.songs();
            for (int place = 0; place < its.size(); place++) {
                if (fits(config, its.get(place).song().frames())) {
                    songs.add(known(shard, place, its.get(place), lists, warning));
                } else {
                    left++;
                }
            }
        }
        if (left > 0) warning.accept(left + " of " + (left + songs.size()) + " songs are left out: " + range());
        if (songs.isEmpty()) throw new IllegalArgumentException("no song can be learnt from: " + range());
        timeline = new Timeline(songs.stream().map(Known::song).toList(), Math.toIntExact(config.sampleLength()));
        order = new EpochOrder(key.named("order"), timeline.chunks());
        shifts = key.named("shifts");
    }

    /// Whether any song of a part can be learnt from, or measured on.
    public static boolean anyFits(List<CodeShard> shards, PriorConfig config) {
        return shards.stream()
                .flatMap(shard -> shard.songs().stream())
                .anyMatch(coded -> fits(config, coded.song().frames()));
    }

    private static boolean fits(PriorConfig config, long frames) {
        var labels = config.labels();
        var timing = labels == null ? null : labels.timing();
        return frames >= config.sampleLength() && (timing == null || timing.contains(frames));
    }

    private String range() {
        double window = (double) config.sampleLength() / config.sampleRate();
        var labels = config.labels();
        var timing = labels == null ? null : labels.timing();
        return timing == null
                ? String.format(Locale.ROOT, "a window is %.2f s long, and songs must be as long", window)
                : String.format(
                        Locale.ROOT,
                        "a window is %.2f s long, and songs must be as long, at least %.2f s and less than %.2f s",
                        window,
                        timing.minSeconds(),
                        timing.maxSeconds());
    }

    private Known known(CodeShard shard, int place, CodedSong coded, LabelLists lists, Consumer<String> warning) {
        var song = coded.song();
        var labels = config.labels() == null
                ? LabelIds.UNKNOWN
                : lists.ids(song.artist(), song.genre(), text -> warning.accept(song.id() + ": " + text));
        var words = coded.lyrics();
        if (config.lyrics() == null || words == null) return new Known(shard, place, song, labels, new int[0]);
        var spelled = alphabet.spell(words.text());
        if (!spelled.warning().isEmpty()) warning.accept(song.id() + ": " + spelled.warning());
        return new Known(shard, place, song, labels, spelled.ids());
    }

    /// How many windows there are, one behind the other.
    public long count() {
        return timeline.chunks();
    }

    /// The micro-batches of a step, in an order that visits every window once per epoch.
    public List<PriorBatch> shuffled(long step, int batch, int microBatch, boolean shift) {
        var batches = new ArrayList<PriorBatch>();
        for (int from = 0; from < batch; from += microBatch) {
            var chunks = new ArrayList<Chunk>();
            for (int i = from; i < Math.min(batch, from + microBatch); i++) {
                int by = shift ? timeline.randomShift(shifts.at(step, 0, i)) : 0;
                chunks.add(timeline.chunk(order.example(step * batch + i), by));
            }
            batches.add(batch(chunks, batch));
        }
        return batches;
    }

    /// `count` windows that lie evenly over the songs.
    public PriorBatch evenly(long count) {
        return batch(
                LongStream.range(0, count)
                        .mapToObj(i -> timeline.chunk(i * count() / count, 0))
                        .toList(),
                (int) count);
    }

    private PriorBatch batch(List<Chunk> chunks, int ofStep) {
        var windows = new ArrayList<int[]>();
        var conditions = new ArrayList<Condition>();
        for (var chunk : chunks) {
            var known = songs.get(chunk.song());
            var conditioner = config.conditioner();
            int ratio = conditioner == null ? 1 : conditioner.ratio();
            // A window begins with a code of the level above.
            long start = chunk.start() / ((long) config.hop() * ratio) * ratio;
            var codes = new int[config.window()];
            known.shard.read(known.place, config.level(), start, codes);
            windows.add(codes);
            var upper = new int[config.upperWindow()];
            if (upper.length > 0) known.shard.read(known.place, config.level() + 1, start / ratio, upper);
            var timing = new Timing(known.song.frames(), start * config.hop(), config.sampleLength());
            var lyrics =
                    LyricWindow.of(known.lyrics, config.lyricTokens(), timing).ids();
            conditions.add(new Condition(known.labels, timing, lyrics, upper));
        }
        return new PriorBatch(windows, conditions, ofStep);
    }

    /// Whole songs with words.
    ///
    /// @param count at most so many, the first ones
    public List<SungPiece> sung(int count) {
        return songs.stream()
                .filter(known -> known.lyrics.length > 0)
                .limit(count)
                .map(this::piece)
                .toList();
    }

    private SungPiece piece(Known known) {
        var conditioner = config.conditioner();
        int ratio = conditioner == null ? 1 : conditioner.ratio();
        long above = known.song.frames() / ((long) config.hop() * ratio);
        var codes = new int[Math.toIntExact(above * ratio)];
        known.shard.read(known.place, config.level(), 0, codes);
        var upper = new int[conditioner == null ? 0 : codes.length / ratio];
        if (upper.length > 0) known.shard.read(known.place, config.level() + 1, 0, upper);
        var request = Request.of(known.labels, known.song.frames(), known.lyrics);
        return new SungPiece(known.song.id(), request, alphabet.text(known.lyrics), codes, upper);
    }

    /// How many songs there are.
    public int songs() {
        return songs.size();
    }

    /// All codes of the level, song by song.
    void forEachSong(Consumer<int[]> action) {
        for (var known : songs) action.accept(known.shard.codes(known.place, config.level()));
    }
}
