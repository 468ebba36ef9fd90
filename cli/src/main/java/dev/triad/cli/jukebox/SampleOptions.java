// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the music should be and how it is drawn. What is not said stays as it was, in a piece that goes on.
final class SampleOptions {
    @Option(names = "--codec", paramLabel = "CODEC", description = "A codec's folder, or its run.")
    @Nullable
    Path codec;

    @Option(
            names = "--prior",
            paramLabel = "PRIOR",
            description = "A prior's folder, or its run, of any level; once for each.")
    List<Path> priors = new ArrayList<>();

    @Option(
            names = "--models",
            paramLabel = "FOLDER",
            description = "A folder that holds the codec and the priors, each in a folder of its own.")
    @Nullable
    Path models;

    @Option(names = "--artist", paramLabel = "NAME", description = "Who it should sound like.")
    @Nullable
    String artist;

    @Option(names = "--genre", paramLabel = "NAME", description = "What kind of music it should be.")
    @Nullable
    String genre;

    @Option(names = "--lyrics", paramLabel = "TEXT|FILE", description = "Words to sing, or the file they are in.")
    @Nullable
    String lyrics;

    @Option(
            names = "--total-length",
            paramLabel = "SECONDS",
            description = "How long the whole song is that the piece is part of: it decides how far the song seems to"
                    + " be. By default the piece is the whole song.")
    Optional<Double> total = Optional.empty();

    @Option(
            names = "--offset",
            paramLabel = "SECONDS",
            description = "Where in that song the piece begins; by default at its beginning.")
    Optional<Double> offset = Optional.empty();

    @Option(
            names = "--temperature",
            split = ",",
            paramLabel = "[LEVEL=]T",
            description = "Below 1 the likely becomes likelier; default 0.99.")
    List<String> temperature = new ArrayList<>();

    @Option(names = "--top-k", paramLabel = "K", description = "Only the K likeliest codes are drawn.")
    Optional<Integer> topK = Optional.empty();

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description = "Only the likeliest codes are drawn that together have probability P.")
    Optional<Double> topP = Optional.empty();

    @Option(
            names = "--hop",
            split = ",",
            paramLabel = "[LEVEL=]SHARE",
            description = "Share of a window that the next one is further on: less gives codes more past and takes"
                    + " longer. Default 0.125 on the top level, 0.5 below.")
    List<String> hop = new ArrayList<>();

    @Option(names = "--batch", paramLabel = "N", description = "Samples generated at once; by default up to 8.")
    Optional<Integer> batch = Optional.empty();

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Seed of all draws; default 0.")
    Optional<Long> seed = Optional.empty();

    @Option(
            names = "--levels",
            split = ",",
            paramLabel = "LEVEL",
            description = "The levels to generate, from the top one down: 2,1 leaves out the finest. By default all"
                    + " that there are priors for.")
    List<Integer> levels = new ArrayList<>();

    @Option(
            names = "--from-codes",
            description = "Compute with priors that are packed as product codes from their codes, rounding products to"
                    + " bytes: faster for large priors, and what is drawn differs a little.")
    boolean fromCodes;

    private static final int BATCH = 8;

    /// The models that are named, or those that were used before.
    ///
    /// @throws IllegalArgumentException if nothing says which
    MusicModels models(@Nullable PieceSettings before) throws IOException {
        if (models != null) {
            var found = MusicModels.in(models);
            var all = new ArrayList<Path>(priors);
            if (priors.isEmpty()) {
                found.priors().values().forEach(prior -> all.add(prior.folder()));
            }
            return MusicModels.of(codec == null ? found.codec().folder() : codec, all);
        }
        var itsCodec = codec != null ? codec : before != null ? before.codec() : null;
        var itsPriors = !priors.isEmpty() ? priors : before != null ? before.priors() : priors;
        if (itsCodec == null || itsPriors.isEmpty()) {
            throw new IllegalArgumentException(
                    "name the models: --codec and a --prior for each level, or --models for a folder with all of them");
        }
        return MusicModels.of(itsCodec, itsPriors);
    }

    /// What is asked for, over what was asked for before.
    ///
    /// @param seconds of the piece
    /// @param shortest song that the top prior knows, in seconds
    /// @param lowest level to generate
    PieceSettings settings(
            @Nullable PieceSettings before,
            MusicModels models,
            double seconds,
            double shortest,
            int lowest,
            int samples,
            String begun)
            throws IOException {
        double start = offset.orElse(before == null ? 0 : before.offset());
        double song = total.orElse(before == null ? 0 : before.total());
        if (total.isEmpty()) song = Math.max(song, Math.max(shortest, start + seconds));
        int k = topK.orElse(topP.isPresent() || before == null ? 0 : before.topK());
        double p = topP.orElse(topK.isPresent() || before == null ? 0 : before.topP());
        return new PieceSettings(
                models.codec().folder().toAbsolutePath().normalize(),
                models.priors().values().stream()
                        .map(prior -> prior.folder().toAbsolutePath().normalize())
                        .toList(),
                artist != null ? artist : before == null ? "" : before.artist(),
                genre != null ? genre : before == null ? "" : before.genre(),
                lyrics != null ? words(lyrics) : before == null ? "" : before.lyrics(),
                song,
                start,
                new PerLevel(
                        "--temperature",
                        temperature.isEmpty() && before != null
                                ? before.temperature().values()
                                : temperature),
                k,
                p,
                new PerLevel(
                        "--hop", hop.isEmpty() && before != null ? before.hop().values() : hop),
                batch.orElse(before == null ? Math.min(BATCH, samples) : before.batch()),
                seed.orElse(before == null ? 0 : before.seed()),
                lowest,
                fromCodes || (before != null && before.fromCodes()),
                begun);
    }

    private static String words(String text) throws IOException {
        try {
            var file = Path.of(text);
            if (Files.isRegularFile(file)) return Files.readString(file);
        } catch (InvalidPathException _) {
            // then it is the words themselves
        }
        return text;
    }
}
