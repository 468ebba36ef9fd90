// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.core.audio.SampleFormat;
import dev.triad.core.audio.Stft;
import dev.triad.core.audio.WavFile;
import dev.triad.core.audio.WavWriter;
import dev.triad.core.file.Storage;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.sample.Alignment;
import dev.triad.jukebox.sample.Composition;
import dev.triad.jukebox.sample.Piece;
import dev.triad.jukebox.vqvae.SongCoder;
import dev.triad.report.AlignmentPicture;
import dev.triad.report.SpectrogramPicture;
import dev.triad.report.page.MusicPage;
import dev.triad.torch.nn.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// Where a piece of music is made: `piece.safetensors` with all that is needed to go on, and for each sample its
/// sound at every level (`sample-1.level-2.wav`), its codes (`sample-1.safetensors`) and pictures, and one page.
///
/// @param path the folder
record PieceFolder(Path path) {
    /// The file that everything else is made of.
    static final String PIECE = "piece.safetensors";

    static final String PAGE = "index.html";
    private static final Pattern PRODUCT =
            Pattern.compile("sample-(\\d+)\\.(level-\\d+\\.wav|safetensors|[a-z]+\\.png)");

    boolean hasPiece() {
        return Files.isRegularFile(path.resolve(PIECE));
    }

    Piece read() throws IOException {
        if (!hasPiece()) throw new IOException(path + " has no " + PIECE + "; there is nothing to go on with");
        return Piece.read(path.resolve(PIECE));
    }

    void write(Piece piece) throws IOException {
        Files.createDirectories(path);
        piece.write(path.resolve(PIECE));
    }

    /// Makes sure that nothing is in the way of a new piece.
    void requireFree() throws IOException {
        if (!Files.exists(path)) return;
        if (hasPiece()) {
            throw new IOException(path + ": there is a piece in this folder already; --resume goes on with it,"
                    + " --extend and --upsample make more of it");
        }
        if (!Files.isDirectory(path)) throw new IOException(path + ": there is a file of that name");
        try (var entries = Files.list(path)) {
            if (entries.findAny().isPresent()) throw new IOException(path + ": the folder is not empty; name another");
        }
    }

    Path alignment(int sample) {
        return path.resolve("sample-" + (sample + 1) + ".alignment.png");
    }

    private Path sound(int sample, int level) {
        return path.resolve("sample-%d.level-%d.wav".formatted(sample + 1, level));
    }

    /// One of the candidates becomes the first sample; what was made of all others is no longer true.
    void choose(int sample) throws IOException {
        var chosen = alignment(sample);
        var kept = path.resolve("alignment.kept");
        boolean there = Files.exists(chosen);
        if (there) Files.move(chosen, kept, StandardCopyOption.REPLACE_EXISTING);
        clear();
        if (there) Files.move(kept, alignment(0));
    }

    private void clear() throws IOException {
        try (var entries = Files.list(path)) {
            for (var entry : entries.toList()) {
                if (PRODUCT.matcher(entry.getFileName().toString()).matches()) Files.delete(entry);
            }
        }
    }

    /// Draws where each sample looks in the words, by the head that follows them best; nothing for a prior that reads
    /// none.
    void drawAlignments(Composition.Part part, Prior prior, Piece piece, Compute compute) throws IOException {
        var labels = part.config().labels();
        int[] words = part.request().lyrics();
        if (labels == null
                || words.length == 0
                || Alignment.heads(part.config()).isEmpty()) return;
        int level = part.config().level();
        for (int sample = 0; sample < piece.samples(); sample++) {
            int[] codes = Arrays.copyOf(piece.codes()[level][sample], piece.total(level));
            var clearest =
                    Alignment.clearest(Alignment.all(prior, part.request(), codes, new int[0], part.hop(), compute));
            AlignmentPicture.write(
                    alignment(sample),
                    List.of(new AlignmentPicture.Panel(
                            String.format(
                                    Locale.ROOT,
                                    "%s: %.0f %% of the weight near the line, even weights %.0f %%",
                                    clearest.head(),
                                    100 * clearest.diagonal(),
                                    100 * clearest.even()),
                            clearest.weights(),
                            labels.rules().alphabet().text(words),
                            (double) piece.frames() / piece.levels().sampleRate())));
        }
    }

    /// Writes sounds, codes, pictures and the page.
    ///
    /// @return levels that were turned into sound, the finest first
    List<Integer> render(Piece piece, SongCoder coder, SequencedMap<String, String> settings, Texts texts)
            throws IOException {
        var heard = new ArrayList<Integer>();
        for (int level = 0; level < piece.levels().count(); level++) if (piece.isComplete(level)) heard.add(level);
        var shown = new ArrayList<MusicPage.Piece>();
        for (int sample = 0; sample < piece.samples(); sample++) {
            String name = "sample " + (sample + 1);
            var codes = piece.file(sample, texts.title() + ", " + name);
            codes.write(path.resolve("sample-" + (sample + 1) + ".safetensors"));
            var sounds = new ArrayList<MusicPage.Sound>();
            var panels = new ArrayList<SpectrogramPicture.Panel>();
            for (int level : heard) {
                var wav = sound(sample, level);
                decode(coder, level, codes.codes()[level], piece, wav);
                sounds.add(new MusicPage.Sound(caption(piece, level, heard), wav));
                panels.add(panel(level, wav));
            }
            var pictures = new ArrayList<MusicPage.Picture>();
            var spectrogram = path.resolve("sample-" + (sample + 1) + ".spectrogram.png");
            SpectrogramPicture.write(spectrogram, panels);
            pictures.add(new MusicPage.Picture("Spectrograms, on one scale of 80 dB", spectrogram));
            if (Files.exists(alignment(sample))) {
                pictures.add(new MusicPage.Picture("Where the music looks in the words", alignment(sample)));
            }
            shown.add(new MusicPage.Piece(
                    piece.samples() == 1 ? "The music" : "Sample " + (sample + 1), sounds, pictures, texts.words()));
        }
        new MusicPage(texts.title(), texts.introduction(), settings, shown).write(path.resolve(PAGE));
        return heard;
    }

    /// What a page says.
    record Texts(String title, String introduction, String words) {}

    private static void decode(SongCoder coder, int level, int[] codes, Piece piece, Path wav) throws IOException {
        Files.deleteIfExists(wav);
        try (var out = WavWriter.create(
                wav, SampleFormat.PCM16, 1, piece.levels().sampleRate(), piece.frames(), Storage.DISK)) {
            coder.decode(level, codes, piece.frames(), out::append);
            out.finish();
        }
    }

    private static String caption(Piece piece, int level, List<Integer> heard) {
        double rate =
                (double) piece.levels().sampleRate() / piece.levels().hops().get(level);
        String which = heard.size() == 1 ? "" : level == heard.getFirst() ? ", the best sound" : "";
        return String.format(Locale.ROOT, "level %d: %,.0f codes a second%s", level, rate, which);
    }

    private static SpectrogramPicture.Panel panel(int level, Path wav) throws IOException {
        var sound = WavFile.read(wav);
        var stft = VqvaeEvaluateCommand.resolution(sound.rate());
        int size = stft.size();
        while (size > 8 && size > sound.frames()) size /= 2; // a very short piece
        if (size < stft.size()) stft = new Stft(size, Math.max(1, size / 8), size / 4 * 3);
        return new SpectrogramPicture.Panel("level " + level, stft.magnitudes(sound.mono()), sound.rate(), stft.hop());
    }

    /// Settings as the page shows them.
    static SequencedMap<String, String> describe(PieceSettings settings, Piece piece, MusicModels models) {
        var shown = new LinkedHashMap<String, String>();
        double rate = piece.levels().sampleRate();
        shown.put("Artist", settings.artist().isEmpty() ? "left to the model" : settings.artist());
        shown.put("Genre", settings.genre().isEmpty() ? "left to the model" : settings.genre());
        shown.put("Length", seconds(piece.frames() / rate));
        shown.put("Part of", "a song of " + seconds(settings.total()) + ", from " + seconds(settings.offset()));
        shown.put("Began with", settings.begun());
        shown.put("Temperature", values(settings.temperature(), PieceSettings.TEMPERATURE));
        if (settings.topK() > 0) shown.put("Top-k", Integer.toString(settings.topK()));
        if (settings.topP() > 0) shown.put("Top-p", Double.toString(settings.topP()));
        shown.put(
                "Window step",
                settings.hop().values().isEmpty()
                        ? "an eighth of a window on top, half below"
                        : String.join(", ", settings.hop().values()));
        shown.put("Seed", Long.toString(settings.seed()));
        shown.put("Codec", models.codec().folder().toString());
        models.priors()
                .forEach((level, prior) ->
                        shown.put("Prior of level " + level, prior.folder().toString()));
        return shown;
    }

    private static String values(PerLevel values, double otherwise) {
        return values.values().isEmpty() ? Double.toString(otherwise) : String.join(", ", values.values());
    }

    static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.2f s", seconds);
    }
}
