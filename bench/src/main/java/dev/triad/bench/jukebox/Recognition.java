// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.jukebox;

import dev.triad.core.audio.AudioSource;
import dev.triad.core.audio.ChannelMix;
import dev.triad.core.audio.WavFile;
import dev.triad.core.data.task.CsvTable;
import dev.triad.corpus.audio.AudioDataset;
import dev.triad.corpus.audio.AudioManifest;
import dev.triad.jukebox.vqvae.CodecFolder;
import dev.triad.jukebox.vqvae.SongCoder;
import dev.triad.jukebox.vqvae.VqVae;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.Torch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Can it be heard who plays what in sampled music? A plain classifier learns artists, genres and words from songs that
/// were sent through one level of the codec, and is tried on songs it never heard, sent through the same level, and on
/// samples of that level. What it makes of real songs is the most that can be asked of samples.
@Command(
        name = "recognition",
        mixinStandardHelpOptions = true,
        description = "How often a classifier of real songs recognises artist, genre and words of samples.")
public final class Recognition implements Callable<Integer> {
    /// The largest sample of 16 bits.
    private static final double FULL = 32_767 / 32_768.0;

    private static final Pattern SAMPLE = Pattern.compile("sample-\\d+\\.level-(\\d+)\\.wav");

    @Option(names = "--songs", required = true, description = "A data set to learn from and, held out, to try on.")
    private Path songs = Path.of("");

    @Option(names = "--limit", description = "Songs to learn from, at most, evenly taken; by default all.")
    private int limit = Integer.MAX_VALUE;

    @Option(names = "--codec", required = true, description = "A codec's folder.")
    private Path codec = Path.of("");

    @Option(
            names = "--samples",
            description = "A table (CSV) with the columns folder (of a piece that 'triad jukebox sample' made), artist,"
                    + " genre and words, as they were asked for; folders are relative to the table.")
    private @Nullable Path samples;

    @Option(names = "--seconds", defaultValue = "0", description = "Length of the clips; 0, the default: whole songs.")
    private double seconds;

    /// What one is asked to recognise.
    private enum Label {
        ARTIST(Clip::artist),
        GENRE(Clip::genre),
        WORDS(Clip::words);

        @SuppressWarnings("ImmutableEnumChecker") // a getter
        private final Function<Clip, String> of;

        Label(Function<Clip, String> of) {
            this.of = of;
        }
    }

    /// A piece of sound and what it should be.
    @SuppressWarnings("ArrayRecordComponent") // plain data, never compared
    private record Clip(float[] sound, String artist, String genre, String words) {
        Clip with(float[] other) {
            return new Clip(other, artist, genre, words);
        }
    }

    /// A part of a data set, song by song.
    private record Part(AudioSource source) {
        /// @param limit songs, at most, which lie evenly over all
        List<Clip> songs(int limit) throws IOException {
            var clips = new ArrayList<Clip>();
            int count = source.songs().size();
            for (int n = 0; n < Math.min(limit, count); n++) {
                int i = limit < count ? (int) ((long) n * count / limit) : n;
                var song = source.songs().get(i);
                var channels = new float[source.channels()][Math.toIntExact(song.frames())];
                source.read(i, 0, channels);
                String words = source.lyrics(i).map(its -> its.text().strip()).orElse("");
                clips.add(new Clip(ChannelMix.mean(channels), song.artist(), song.genre(), words));
            }
            return clips;
        }
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Recognition()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Torch.setThreads(1);
        try (var dataset = AudioDataset.open(songs);
                var model = CodecFolder.read(codec)) {
            var learnt = new Part(dataset.part(AudioManifest.TRAIN)).songs(limit);
            var held = new Part(dataset.part(AudioManifest.VALIDATION)).songs(Integer.MAX_VALUE);
            int rate = model.config().sampleRate();
            if (dataset.part(AudioManifest.TRAIN).rate() != rate) {
                throw new IllegalArgumentException(songs + " is not at the codec's rate, " + rate + " Hz");
            }
            var drawn = samples == null ? Map.<Integer, List<Clip>>of() : samples(samples);
            report(model, rate, learnt, held, drawn, System.out);
            drawn.forEach((level, clips) -> loudness(level, clips, System.out));
        }
        return 0;
    }

    /// Samples by the level they were decoded from.
    private static Map<Integer, List<Clip>> samples(Path file) throws IOException {
        var table = CsvTable.read(file);
        int folder = table.column("folder");
        if (folder < 0) throw new IOException(file + ": has no column \"folder\"");
        var byLevel = new LinkedHashMap<Integer, List<Clip>>();
        for (var row : table.rows()) {
            var place = file.resolveSibling(row.values().get(folder));
            List<Path> sounds;
            try (var entries = Files.list(place)) {
                sounds = entries.sorted().toList();
            }
            for (var sound : sounds) {
                var name = SAMPLE.matcher(sound.getFileName().toString());
                if (!name.matches()) continue;
                var clip = new Clip(
                        WavFile.read(sound).mono(),
                        value(table, row, "artist"),
                        value(table, row, "genre"),
                        value(table, row, "words"));
                byLevel.computeIfAbsent(Integer.valueOf(name.group(1)), _ -> new ArrayList<>())
                        .add(clip);
            }
        }
        return byLevel;
    }

    private static String value(CsvTable table, CsvTable.Row row, String column) {
        int at = table.column(column);
        return at < 0 ? "" : row.values().get(at);
    }

    private void report(
            VqVae model, int rate, List<Clip> learnt, List<Clip> held, Map<Integer, List<Clip>> drawn, PrintStream out)
            throws IOException {
        var features = new SoundFeatures(rate);
        out.println("label   classes  chance  heard through  learnt from  held-out songs       samples");
        for (int level = -1; level < model.config().levels(); level++) {
            var known = pieces(through(model, level, learnt), rate);
            var unknown = pieces(through(model, level, held), rate);
            var sampled = pieces(drawn.getOrDefault(level, List.of()), rate);
            var rows = rows(features, known);
            for (var label : Label.values()) {
                var names = known.stream().map(label.of).toList();
                // Lyrics of songs, each its own, are no classes.
                long kinds = names.stream().distinct().count();
                if (kinds < 2 || kinds > names.size() / 4) continue;
                var classifier = LinearClassifier.learn(rows, names);
                out.printf(
                        Locale.ROOT,
                        "%-7s %7d %6.1f%%  %-13s %12d %15s %13s%n",
                        label.name().toLowerCase(Locale.ROOT),
                        classifier.classes(),
                        100.0 * mostCommon(unknown.stream().map(label.of).toList()) / unknown.size(),
                        level < 0 ? "nothing" : "level " + level,
                        known.size(),
                        share(classifier, features, unknown, label),
                        share(classifier, features, sampled, label));
            }
        }
    }

    /// How loud samples of a level are.
    private static void loudness(int level, List<Clip> clips, PrintStream out) {
        double peak = 0;
        double square = 0;
        long clipped = 0;
        long count = 0;
        for (var clip : clips) {
            for (float value : clip.sound()) {
                peak = Math.max(peak, Math.abs(value));
                square += (double) value * value;
                if (Math.abs(value) >= FULL) clipped++;
            }
            count += clip.sound().length;
        }
        out.printf(
                Locale.ROOT,
                "level %d: %d samples of sound, peak %.3f, RMS %.3f, clipped %d of %,d%n",
                level,
                clips.size(),
                peak,
                Math.sqrt(square / Math.max(1, count)),
                clipped,
                count);
    }

    private static long mostCommon(List<String> names) {
        return names.stream().collect(Collectors.groupingBy(name -> name, Collectors.counting())).values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    private static List<double[]> rows(SoundFeatures features, List<Clip> clips) {
        return clips.stream().map(clip -> features.of(clip.sound())).toList();
    }

    private static String share(LinearClassifier classifier, SoundFeatures features, List<Clip> clips, Label label) {
        if (clips.isEmpty()) return "–";
        long right = clips.stream()
                .filter(clip -> classifier.classify(features.of(clip.sound())).equals(label.of.apply(clip)))
                .count();
        return String.format(Locale.ROOT, "%.1f%% of %d", 100.0 * right / clips.size(), clips.size());
    }

    /// Songs as one level of the codec leaves them; −1 leaves them alone.
    private static List<Clip> through(VqVae model, int level, List<Clip> songs) throws IOException {
        if (level < 0) return songs;
        var coder = new SongCoder(model, Compute.plain());
        var result = new ArrayList<Clip>();
        for (var song : songs) {
            float[] sound = song.sound();
            int[] codes = coder.encode(
                    level,
                    (start, into) -> {
                        int count = Math.clamp(sound.length - start, 0, into.length);
                        if (count > 0) System.arraycopy(sound, (int) start, into, 0, count);
                    },
                    sound.length);
            var decoded = new float[sound.length];
            var at = new int[1];
            coder.decode(level, codes, sound.length, piece -> {
                System.arraycopy(piece, 0, decoded, at[0], piece.length);
                at[0] += piece.length;
            });
            result.add(song.with(decoded));
        }
        return result;
    }

    /// Clips of the wanted length, one behind the other; what is left over in the end is left out.
    private List<Clip> pieces(List<Clip> songs, int rate) {
        if (seconds == 0) return songs;
        int length = (int) Math.round(seconds * rate);
        var clips = new ArrayList<Clip>();
        for (var song : songs) {
            float[] sound = song.sound();
            for (int from = 0; from + length <= sound.length; from += length) {
                clips.add(song.with(Arrays.copyOfRange(sound, from, from + length)));
            }
        }
        return clips;
    }
}
