// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.cli.console.ProgressOption;
import dev.triad.core.progress.Progress;
import dev.triad.corpus.audio.AudioDataset;
import dev.triad.corpus.audio.IngestOptions;
import dev.triad.corpus.audio.IngestReport;
import dev.triad.corpus.audio.Ingestion;
import dev.triad.corpus.audio.LabelTable;
import dev.triad.corpus.audio.SongFile;
import dev.triad.corpus.audio.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `triad jukebox dataset`.
@Command(
        name = "dataset",
        header = "Makes a data set of a folder of songs.",
        description = {
            "Decodes every song once, in parallel and in little memory, however many they are: mp3, flac, ogg, opus,"
                    + " m4a, wav and the sound of video files, at any rate, mono or stereo. Files that are corrupt,"
                    + " silent, clipped, too short or too long are named and left out.",
            "Artist, genre and title come from a table or from the files' tags, words from files beside the songs:"
                    + " song.lyrics.txt or song.txt, with times in song.words.csv, song.lines.csv or song.lrc.",
            "Killed at any moment, it goes on where it was when it is called again; the result is the same, byte for"
                    + " byte, whatever the number of threads."
        },
        footer = {
            "triad jukebox dataset --input songs/ --out songs-44k",
            "triad jukebox dataset --input songs/ --metadata songs/metadata.csv --out songs-22k --rate 22050"
        })
public final class DatasetCommand implements Callable<Integer> {
    @Option(
            names = "--input",
            required = true,
            paramLabel = "FOLDER",
            description = "The folder with the songs, and all below it.")
    Path input;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder for the data set: new, empty, or one to go on with.")
    Path out;

    @Option(
            names = "--metadata",
            paramLabel = "FILE",
            description = "A CSV file with a column 'file' and any of artist, genre, title, lyrics_file and split"
                    + " (train or validation).")
    @Nullable
    Path metadata;

    @Option(
            names = "--rate",
            defaultValue = "44100",
            paramLabel = "HERTZ",
            description = "Frames per second; default ${DEFAULT-VALUE}.")
    int rate;

    @Option(
            names = "--channels",
            defaultValue = "2",
            paramLabel = "NUMBER",
            description = "1 or 2; default ${DEFAULT-VALUE}. Stereo can be mixed anew each time it is trained on.")
    int channels;

    @Option(
            names = "--store",
            defaultValue = "int16",
            paramLabel = "HOW",
            description = "Where the sound goes: ${COMPLETION-CANDIDATES}; songs leaves it in the songs, which are"
                    + " decoded again whenever they are read. Default ${DEFAULT-VALUE}.")
    Store store;

    @Option(
            names = "--validation",
            defaultValue = "0.1",
            paramLabel = "SHARE",
            description = "Share of the songs kept from training; default ${DEFAULT-VALUE}.")
    double validation;

    @Option(
            names = "--min-seconds",
            defaultValue = "1",
            paramLabel = "SECONDS",
            description = "Leave out shorter songs; default ${DEFAULT-VALUE}. Training needs songs as long as its"
                    + " examples.")
    double minSeconds;

    @Option(
            names = "--max-seconds",
            defaultValue = "7200",
            paramLabel = "SECONDS",
            description = "Leave out longer songs; default ${DEFAULT-VALUE}.")
    double maxSeconds;

    @Option(
            names = "--max-clipped",
            defaultValue = "0.02",
            paramLabel = "SHARE",
            description = "Leave out songs with a larger share of clipped samples; default ${DEFAULT-VALUE}.")
    double maxClipped;

    @Option(
            names = "--seed",
            defaultValue = "42",
            paramLabel = "NUMBER",
            description = "Seed of the choice of songs for validation; default ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--threads", paramLabel = "NUMBER", description = "Songs decoded at a time; default one per core.")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--restart", description = "Throw away what an earlier run left in the folder.")
    boolean restart;

    @Option(names = "--dry-run", description = "Say which files would be decoded, and do nothing.")
    boolean dryRun;

    @Option(names = "--verify", description = "In the end read every byte of the data set, also when it was there.")
    boolean verify;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var options = options();
        var labels = metadata == null ? LabelTable.EMPTY : LabelTable.read(metadata);
        var ingestion = new Ingestion(input, labels, options, threads);
        var lines = spec.commandLine().getOut();
        if (dryRun) {
            tell(ingestion.files(), lines);
            return 0;
        }
        try (var shown = progress.open()) {
            var report = ingestion.run(out, restart, shown);
            if (verify) {
                verify(shown);
            }
            tell(report, lines);
        }
        return 0;
    }

    private IngestOptions options() {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, not " + threads);
        }
        try {
            return new IngestOptions(rate, channels, store, minSeconds, maxSeconds, maxClipped, validation, seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void verify(Progress shown) throws IOException {
        try (var dataset = AudioDataset.open(out)) {
            dataset.verify(shown);
        }
    }

    private void tell(List<SongFile> files, PrintWriter lines) {
        var kinds = files.stream()
                .collect(Collectors.groupingBy(SongFile::suffix, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(kind -> String.format(Locale.ROOT, "%,d %s", kind.getValue(), kind.getKey()))
                .collect(Collectors.joining(", "));
        lines.printf(
                Locale.ROOT,
                "would decode %,d files of %s, %,.1f MB: %s%n",
                files.size(),
                input,
                files.stream().mapToLong(SongFile::bytes).sum() / 1e6,
                kinds);
    }

    private void tell(IngestReport report, PrintWriter lines) {
        var parts = report.manifest().parts();
        long songs = parts.stream().mapToLong(part -> part.songs()).sum();
        switch (report.outcome()) {
            case ALREADY_THERE -> lines.println(out + " is there already");
            case PREPARED, RESUMED -> {
                double seconds = Math.max(1e-3, report.time().toNanos() / 1e9);
                lines.printf(
                        Locale.ROOT,
                        "gathered %s: %,.1f minutes of sound in %.1f s, %,.0f times real time%s%n",
                        out,
                        report.decoded() / 60,
                        seconds,
                        report.decoded() / seconds,
                        report.outcome() == IngestReport.Outcome.RESUMED ? " (the rest had been done before)" : "");
            }
        }
        lines.println("part            songs      minutes");
        for (var part : parts) {
            lines.printf(
                    Locale.ROOT,
                    "%-12s %,8d %,12.1f%n",
                    part.name(),
                    part.songs(),
                    part.frames() / (60.0 * report.manifest().options().rate()));
        }
        var labelled = report.labelled();
        lines.printf(
                Locale.ROOT,
                "of %,d songs, %,d have an artist, %,d a genre, %,d words, %,d of them with times%n",
                songs,
                labelled.artist(),
                labelled.genre(),
                labelled.lyrics(),
                labelled.timedLyrics());
        if (!report.skipped().isEmpty()) {
            lines.printf(
                    Locale.ROOT,
                    "left out: %,d files, named with their reasons in %s%n",
                    report.skipped().size(),
                    out.resolve("skipped.csv"));
        }
    }
}
