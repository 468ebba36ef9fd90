// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.core.data.codes.CodeFile;
import dev.triad.core.data.codes.CodeLevels;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.sample.Composition;
import dev.triad.jukebox.sample.Piece;
import dev.triad.jukebox.vqvae.SongCoder;
import dev.triad.torch.nn.Compute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// From what was asked for to a piece that can be worked on: where it begins, what its settings are, who makes it.
final class SampleTask {
    private final PieceFolder folder;
    private final SampleOptions options;
    private final SampleSteps steps;
    private final Compute compute;
    private final Consumer<String> tell;

    /// @param tell told, in sentences, what a person should know
    SampleTask(PieceFolder folder, SampleOptions options, SampleSteps steps, Compute compute, Consumer<String> tell) {
        this.folder = folder;
        this.options = options;
        this.steps = steps;
        this.compute = compute;
        this.tell = tell;
    }

    /// What is to be worked on.
    ///
    /// @param levels what the codec's codes mean
    /// @param chosen the candidate that was kept of those in the folder, or −1
    record Prepared(
            PieceFolder folder,
            Piece piece,
            PieceSettings settings,
            MusicModels models,
            CodeLevels levels,
            int chosen,
            Compute compute,
            Consumer<String> tell) {
        /// Puts the piece into its folder. Until then nothing there has changed.
        void settle() throws IOException {
            folder.write(piece);
            if (chosen >= 0) folder.choose(chosen);
        }

        /// The levels to generate; refused here if that cannot be done.
        Composition composition(long usable) throws IOException {
            var parts = new PieceParts(settings, models, compute, tell).all();
            if (parts.isEmpty()) {
                throw new IllegalArgumentException(
                        "no prior makes any of the levels from " + settings.lowest() + " up; name one with --prior");
            }
            var composition = new Composition(parts, settings.batch(), RandomKey.of(settings.seed()), compute);
            composition.requirePossible(piece, usable);
            for (var part : parts) {
                if (piece.isComplete(part.config().level())) continue;
                tell.accept(String.format(
                        Locale.ROOT,
                        "level %d: %,d parameters, about %,.0f MB while it works",
                        part.config().level(),
                        part.config().parameterCount(),
                        composition.need(part.config()).total() / 1e6));
            }
            return composition;
        }

        /// What could be done next, for people; empty where nothing is left to do.
        String next(int heard) {
            if (heard == 0 || heard != levels.count() - 1) return "";
            String command = "triad jukebox sample --out " + folder.path();
            boolean upsamplers = models.prior(heard - 1) != null;
            if (piece.samples() > 1) {
                return "listen, and go on: " + command + " --choose K --extend SECONDS --candidates " + piece.samples()
                        + (upsamplers ? "; or end it: " + command + " --choose K --upsample" : "");
            }
            return "go on: " + command + " --extend SECONDS --candidates N"
                    + (upsamplers ? "; or end it: " + command + " --upsample" : "");
        }

        PieceFolder.Texts texts() {
            String who = settings.artist().isEmpty() ? "" : settings.artist();
            String what = settings.genre().isEmpty() ? "" : settings.genre();
            String title = who.isEmpty() && what.isEmpty()
                    ? "A piece of music"
                    : who + (who.isEmpty() || what.isEmpty() ? "" : ", ") + what;
            String introduction = String.format(
                    Locale.ROOT,
                    "%.1f seconds at %,d Hz, drawn code by code. Began with %s.",
                    (double) piece.frames() / levels.sampleRate(),
                    levels.sampleRate(),
                    settings.begun());
            return new PieceFolder.Texts(title, introduction, settings.lyrics());
        }
    }

    Prepared prepare() throws IOException {
        if (steps.resume) {
            var piece = folder.read();
            var before = settings(piece, folder.path());
            var settings = options.batch.isPresent() ? before.withBatch(options.batch.get()) : before;
            return prepared(piece, settings, options.models(settings), -1);
        }
        if (steps.goOn() || (steps.extend.isPresent() && !begins() && folder.hasPiece())) return goOn();
        folder.requireFree();
        return begin();
    }

    private boolean begins() {
        return !steps.prime.isEmpty() || steps.from.isPresent();
    }

    private Prepared prepared(Piece piece, PieceSettings settings, MusicModels models, int chosen) throws IOException {
        requireSameCodec(piece, models);
        return new Prepared(
                folder,
                piece.withDescription(settings.json()),
                settings,
                models,
                piece.levels(),
                chosen,
                compute,
                tell);
    }

    private static PieceSettings settings(Piece piece, Path place) throws IOException {
        return PieceSettings.parse(place, piece.description());
    }

    /// A step of composing together: choose, extend, or upsample.
    private Prepared goOn() throws IOException {
        var piece = folder.read();
        var before = settings(piece, folder.path());
        int top = piece.levels().count() - 1;
        if (!piece.isComplete(top)) {
            throw new IOException(folder.path() + ": its top level was interrupted; --resume it first");
        }
        int count = steps.count().orElse(steps.choose.isPresent() && steps.extend.isEmpty() ? 1 : piece.samples());
        if (steps.choose.isPresent()) {
            piece = piece.choose(steps.choose.get() - 1, count);
        } else if (count != piece.samples()) {
            if (piece.samples() > 1) {
                throw new IllegalArgumentException(folder.path() + " has " + piece.samples()
                        + " candidates; --choose the one to make " + count + " of");
            }
            piece = piece.choose(0, count);
        }
        var models = options.models(before);
        if (steps.extend.isPresent()) {
            piece = piece.withFrames(piece.frames() + Piece.frames(piece.levels(), steps.extend.get()));
        }
        int lowest = steps.upsampleItself() ? lowest(models, top) : top;
        return prepared(
                piece, settings(before, models, piece, lowest, before.begun()), models, steps.choose.orElse(0) - 1);
    }

    private Prepared begin() throws IOException {
        var other = steps.from.isPresent()
                ? steps.from.get()
                : steps.upsample.map(Path::of).orElse(null);
        var earlier = other == null ? null : Files.isDirectory(other) ? new PieceFolder(other).read() : null;
        var before = earlier == null || other == null ? null : settings(earlier, other);
        var models = options.models(before);
        var levels = CodecLocation.levels(models.codecConfig());
        String codec = models.codec().sha256();
        int top = levels.count() - 1;
        int samples = steps.count().orElse(earlier == null ? Math.max(1, steps.prime.size()) : earlier.samples());
        String begun = "nothing";
        var piece = Piece.empty(levels, codec, levels.hops().getLast(), "", samples);
        if (!steps.prime.isEmpty()) {
            piece = primed(models, levels, codec, samples);
            begun = "recordings: " + names(steps.prime);
        } else if (other != null) {
            piece = repeated(earlier != null ? earlier : coded(other), samples);
            begun = (steps.from.isPresent() ? "" : "the top level of ") + other;
        }
        if (begins()) {
            long prompt = Math.min(
                    longest(piece),
                    steps.promptSeconds
                            .map(seconds -> Piece.promptFrames(levels, seconds))
                            .orElse(Long.MAX_VALUE));
            long wanted = steps.extend
                    .map(seconds -> prompt + Piece.frames(levels, seconds))
                    .orElseGet(() -> Piece.frames(levels, length(models, top)));
            // Of a recording half the piece is enough to begin with.
            long kept = steps.promptSeconds.isEmpty() && steps.from.isEmpty()
                    ? Math.min(
                            prompt,
                            wanted / 2 / levels.hops().getLast() * levels.hops().getLast())
                    : prompt;
            piece = piece.cut(Math.min(kept, wanted), wanted);
        } else if (other != null) {
            piece = topOnly(piece, top);
        } else {
            double seconds = steps.extend.orElseGet(() -> length(models, top));
            piece = piece.withFrames(Piece.frames(levels, seconds));
        }
        int lowest = steps.extend.isPresent() ? top : lowest(models, top);
        if (steps.extend.isPresent() && options.total.isEmpty()) {
            tell.accept("without --total-length the song always seems to be about to end");
        }
        return prepared(piece, settings(before, models, piece, lowest, begun), models, -1);
    }

    /// Seconds of the piece: a window of the top prior where nothing is said.
    private double length(MusicModels models, int top) {
        return steps.length.orElseGet(() -> {
            try {
                var prior = models.prior(top);
                if (prior == null)
                    throw new IllegalArgumentException("without a prior of level " + top + ", the top"
                            + " one, there can only be an --upsample of what somebody else made");
                var config = prior.config();
                return (double) config.sampleLength() / config.sampleRate();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /// The lowest level that can be reached and is wanted.
    private int lowest(MusicModels models, int top) {
        int reached = models.prior(top) == null && steps.upsample.isPresent() ? top : top + 1;
        while (models.prior(reached - 1) != null) reached--;
        if (!options.levels.isEmpty()) {
            for (int level : options.levels) {
                if (level < 0 || level > top) {
                    throw new IllegalArgumentException("--levels are 0 to " + top + ", not " + level);
                }
            }
            int wanted = options.levels.stream().min(Integer::compare).orElse(0);
            if (wanted < reached) {
                throw new IllegalArgumentException(
                        "level " + wanted + " needs a prior; there is none of level " + (reached - 1));
            }
            return wanted;
        }
        if (reached > 0 && reached <= top) {
            tell.accept("there is no prior of level " + (reached - 1) + ": the sound will come from level " + reached
                    + ", with less in it than from level 0");
        }
        return Math.min(reached, top);
    }

    private PieceSettings settings(
            @Nullable PieceSettings before, MusicModels models, Piece piece, int lowest, String begun)
            throws IOException {
        double seconds = (double) piece.frames() / piece.levels().sampleRate();
        var prior = models.prior(piece.levels().count() - 1);
        var labels = prior == null ? null : prior.config().labels();
        var range = labels == null ? null : labels.timing();
        double shortest = range == null ? 0 : range.minSeconds();
        return options.settings(before, models, seconds, shortest, lowest, piece.samples(), begun);
    }

    private void requireSameCodec(Piece piece, MusicModels models) throws IOException {
        var levels = CodecLocation.levels(models.codecConfig());
        if (!piece.levels().equals(levels)) {
            throw new IllegalArgumentException("the piece has codes of another codec: " + piece.levels() + ", not "
                    + levels + " as that of " + models.codec().folder());
        }
        if (!piece.codec().equals(models.codec().sha256())) {
            tell.accept("the piece was begun with other weights than those in "
                    + models.codec().folder() + "; it may sound wrong");
        }
    }

    private Piece primed(MusicModels models, CodeLevels levels, String sha256, int samples) throws IOException {
        var songs = new ArrayList<int[][]>();
        long most = 0;
        try (var codec = models.codec().load(compute)) {
            var coder = new SongCoder(codec, compute);
            for (var file : steps.prime) {
                var song = DecodedSong.read(file, levels.sampleRate());
                long frames = Math.min(
                        song.samples().length
                                / levels.hops().getLast()
                                * (long) levels.hops().getLast(),
                        steps.promptSeconds
                                .map(seconds -> Piece.promptFrames(levels, seconds))
                                .orElse(Long.MAX_VALUE));
                if (frames == 0) {
                    throw new IOException(file + ": is shorter than a code of the top level, "
                            + PieceFolder.seconds((double) levels.hops().getLast() / levels.sampleRate()));
                }
                songs.add(coder.encode(song, frames));
                most = Math.max(most, frames);
            }
        }
        var codes = new int[levels.count()][samples][];
        for (int level = 0; level < codes.length; level++) {
            for (int sample = 0; sample < samples; sample++) {
                codes[level][sample] = songs.get(sample % songs.size())[level];
            }
        }
        return new Piece(levels, sha256, most, "", codes);
    }

    /// A file of codes as a piece of one sample.
    private static Piece coded(Path file) throws IOException {
        var read = CodeFile.read(file);
        long top = read.levels().hops().getLast();
        long frames = read.levels().codes(read.levels().count() - 1, read.frames()) * top;
        return Piece.begun(read.levels(), read.codec(), frames, "", 1, read.codes());
    }

    private static Piece repeated(Piece piece, int samples) {
        if (samples == piece.samples()) return piece;
        if (piece.samples() == 1) return piece.choose(0, samples);
        throw new IllegalArgumentException(
                "the earlier piece has " + piece.samples() + " samples, which cannot become " + samples);
    }

    private static Piece topOnly(Piece piece, int top) {
        if (!piece.isComplete(top)) {
            throw new IllegalArgumentException("the earlier piece lacks a part of its top level; --resume it first");
        }
        var its = piece;
        for (int level = 0; level < top; level++) its = its.with(level, new int[piece.samples()][0]);
        return its;
    }

    /// Samples of sound that all levels of all samples have.
    private static long longest(Piece piece) {
        int top = piece.levels().count() - 1;
        return IntStream.range(0, piece.samples())
                        .mapToLong(sample -> piece.codes()[top][sample].length)
                        .max()
                        .orElse(0)
                * piece.levels().hops().getLast();
    }

    private static String names(List<Path> files) {
        return String.join(
                ", ",
                files.stream().map(file -> String.valueOf(file.getFileName())).toList());
    }
}
