// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import dev.triad.report.RunCurves;
import dev.triad.report.Series;
import dev.triad.report.page.Html;
import dev.triad.report.page.Page;
import dev.triad.report.page.Plot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What came of the songs.
record MusicChapters(Itinerary itinerary, Map<String, StepResult> results) {
    private static final JsonMapper JSON = new JsonMapper();

    /// Composed songs that can be heard on the page.
    private static final int SONGS = 3;

    private String output(String step) {
        var result = results.get(step);
        return result == null ? "" : result.output();
    }

    /// The songs.
    void songs(Page page) throws IOException {
        page.section("Songs");
        boolean composed = results.containsKey("compose-songs");
        page.paragraph(
                composed
                        ? "Forty-eight songs were composed by rule: the artist decides how the instrument sounds, the"
                                + " genre the scale, the rhythm and the drums, and a voice sings syllables whose"
                                + " consonant names the step of the scale, as in do re mi, and whose vowel is the one"
                                + " that is heard. So all that a model should learn is known."
                        : "The songs of " + itinerary.songs() + " were decoded.");
        if (composed) {
            var table = Files.readAllLines(itinerary.songs().resolve("metadata.csv"));
            var players = new ArrayList<Html>();
            for (String line : table.subList(1, Math.min(table.size(), 1 + SONGS))) {
                var cells = line.split(",", -1);
                var words = itinerary.songs().resolve(cells[0].replace(".wav", ".lyrics.txt"));
                players.add(Page.figure(
                        Page.sound(itinerary.songs().resolve(cells[0])),
                        cells[2] + ", by " + cells[1] + ": “"
                                + Files.readString(words).strip().replace("\n", " / ") + "”"));
            }
            page.beside(players);
        }
        page.note(output("dataset").lines().reduce("", (_, last) -> last));
    }

    /// The codec.
    void codec(Page page) throws IOException {
        page.section("Music as codes");
        page.paragraph("Jukebox does not model sound directly. Three autoencoders first learn to write music down as"
                + " codes, each code standing for 8, 32 or 128 samples, and to turn the codes back into sound. The"
                + " finest level sounds best; the coarsest is what a model can compose with.");
        var curves = new ArrayList<Series>();
        for (int level = 0; level < Itinerary.LEVELS; level++) {
            RunCurves.series(itinerary.at("codec"), "spectral_convergence_" + level, "evaluate", "level " + level)
                    .ifPresent(curves::add);
        }
        var figures = new ArrayList<Html>();
        if (!curves.isEmpty()) {
            figures.add(Page.figure(
                    Plot.lines("steps", "spectral convergence in dB", curves).draw(),
                    "How far the spectrograms of held-out songs are from the original; lower is better."));
        }
        var samples = lastSamples();
        if (samples.isPresent()) {
            figures.add(Page.figure(
                    Page.picture(samples.get().resolve("clip-0.png"), "Spectrograms of a held-out clip"),
                    "A held-out clip and what each level makes of it."));
        }
        page.beside(figures);
        if (samples.isPresent()) {
            var players = new ArrayList<Html>();
            players.add(Page.figure(Page.sound(samples.get().resolve("clip-0.wav")), "the original"));
            for (int level = 0; level < Itinerary.LEVELS; level++) {
                var wav = samples.get().resolve("clip-0.level-" + level + ".wav");
                if (Files.isRegularFile(wav))
                    players.add(Page.figure(Page.sound(wav), "from the codes of level " + level));
            }
            page.beside(players);
        }
        measures(page);
    }

    private Optional<Path> lastSamples() throws IOException {
        var folder = itinerary.at("codec/samples");
        if (!Files.isDirectory(folder)) return Optional.empty();
        try (var steps = Files.list(folder)) {
            return steps.filter(step -> Files.isRegularFile(step.resolve("clip-0.png")))
                    .max(Path::compareTo);
        }
    }

    private void measures(Page page) {
        String output = output("judge-codec").strip();
        if (!output.startsWith("{")) return;
        var json = JSON.readTree(output);
        var rows = new ArrayList<List<String>>();
        for (int level = 0; level < Itinerary.LEVELS; level++) {
            rows.add(List.of(
                    "level " + level,
                    number(json, "spectral_convergence_" + level, "%.1f dB"),
                    number(json, "si_snr_" + level, "%.1f dB"),
                    number(json, "log_mel_" + level, "%.2f"),
                    number(json, "perplexity_" + level, "%.0f")));
        }
        page.table(
                List.of("held-out songs", "spectral convergence", "SI-SNR", "log-mel distance", "codes in use"), rows);
    }

    /// The priors and the new piece.
    void composing(Page page) throws IOException {
        page.section("New music");
        page.paragraph("Three priors then learned to continue codes: the top one from the artist, the genre, the time"
                + " in the song and the lyrics, the other two from the codes above their own. Asked for a piece, the"
                + " top prior draws one code after the other, the others add the detail, and the codec makes sound of"
                + " it. After minutes of training this is a sketch: beats and tones of the right kind, but no song.");
        var curves = new ArrayList<Series>();
        for (int level = 0; level < Itinerary.LEVELS; level++) {
            RunCurves.series(itinerary.at(Itinerary.prior(level)), "bits", "evaluate", "level " + level)
                    .ifPresent(curves::add);
        }
        if (!curves.isEmpty()) {
            page.plot(
                    Plot.lines("steps", "bits per code, held out", curves).draw(),
                    "How many bits it takes to tell the next code of held-out songs; 8 is what one needs who knows"
                            + " nothing of 256 codes.");
        }
        var piece = itinerary.at("piece");
        var players = new ArrayList<Html>();
        for (int level = 0; level < Itinerary.LEVELS; level++) {
            var wav = piece.resolve("sample-1.level-" + level + ".wav");
            if (Files.isRegularFile(wav)) {
                players.add(Page.figure(Page.sound(wav), "the new piece, from the codes of level " + level));
            }
        }
        page.beside(players);
        var pictures = new ArrayList<Html>();
        picture(piece.resolve("sample-1.spectrogram.png"), "Spectrograms of the new piece", pictures);
        picture(piece.resolve("sample-1.alignment.png"), "Where the music looks in the words", pictures);
        page.beside(pictures);
        if (results.containsKey("compose-songs")) {
            page.note("Asked for: " + Itinerary.ARTIST + ", " + Itinerary.GENRE + ", “" + Itinerary.LYRICS + "”.");
        }
    }

    private static void picture(Path file, String says, List<Html> into) {
        if (Files.isRegularFile(file)) into.add(Page.figure(Page.picture(file, says), says + "."));
    }

    private static String number(JsonNode json, String name, String format) {
        var value = json.path(name);
        return value.isNumber() ? String.format(Locale.ROOT, format, value.asDouble()) : "";
    }
}
