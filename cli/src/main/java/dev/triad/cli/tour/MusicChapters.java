// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import dev.triad.core.audio.AudioSource;
import dev.triad.corpus.audio.AudioDataset;
import dev.triad.report.RunCurves;
import dev.triad.report.Series;
import dev.triad.report.SpectrogramPicture;
import dev.triad.report.page.Attachment;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What came of the songs.
record MusicChapters(Itinerary tour, Map<String, StepResult> results) {
    private static final JsonMapper JSON = new JsonMapper();

    /// Songs that can be heard on the page.
    private static final int SONGS = 3;

    private static final int WORDS = 90;

    private String output(String step) {
        var result = results.get(step);
        return result == null ? "" : result.output();
    }

    private Excerpts excerpts() {
        return new Excerpts(tour.at("excerpts"));
    }

    /// The songs.
    void songs(Page page) throws IOException {
        page.section("Songs");
        page.paragraph(
                tour.isComposedMusic()
                        ? new MusicRoute(tour).composed()
                                + " songs were composed by rule: the artist decides how the instrument sounds, the"
                                + " genre the scale, the rhythm and the drums, and a voice sings syllables whose"
                                + " consonant names the step of the scale, as in do re mi, and whose vowel is the one"
                                + " that is heard. So all that a model should learn is known."
                        : "The songs of " + tour.songs() + " were decoded, mixed to one channel and brought to 8 kHz.");
        if (Files.isDirectory(tour.at("songs-8k"))) {
            try (var dataset = AudioDataset.open(tour.at("songs-8k"))) {
                var songs = dataset.part("train");
                var players = new ArrayList<Html>();
                for (int i = 0; i < Math.min(SONGS, songs.songs().size()); i++) {
                    players.add(Page.figure(
                            Attachment.INSIDE.sound(excerpts().of(songs, i, "heard-" + i)), says(songs, i)));
                }
                page.beside(players);
            }
        }
        page.note(output("dataset").lines().reduce("", (_, last) -> last));
    }

    private static String says(AudioSource songs, int index) throws IOException {
        var song = songs.songs().get(index);
        var says = new StringBuilder(song.title().isBlank() ? song.name() : song.title());
        if (!song.artist().isBlank()) says.append(", by ").append(song.artist());
        var lyrics = songs.lyrics(index);
        if (lyrics.isPresent()) {
            String text = lyrics.get().text().strip().replaceAll("\\s*\n\\s*", " / ");
            says.append(": “").append(text.length() > WORDS ? text.substring(0, WORDS) + "…" : text);
            says.append('”');
        }
        return says.toString();
    }

    /// The codec.
    void codec(Page page) throws IOException {
        page.section("Music as codes");
        page.paragraph("Jukebox does not model sound directly. Three autoencoders first learn to write music down as"
                + " codes, each code standing for 8, 32 or 128 samples, and to turn the codes back into sound. The"
                + " finest level sounds best; the coarsest is what a model can compose with.");
        var curves = new ArrayList<Series>();
        for (int level = 0; level < Itinerary.LEVELS; level++) {
            RunCurves.series(tour.at("codec"), "spectral_convergence_" + level, "evaluate", "level " + level)
                    .ifPresent(curves::add);
        }
        if (!curves.isEmpty()) {
            page.plot(
                    Plot.lines("steps", "spectral convergence in dB", curves).draw(),
                    "How far the spectrograms of songs that the codec has never heard are from the original; lower is"
                            + " better.");
        }
        reconstruction(page);
        measures(page);
    }

    /// A held-out song, and what the codes keep of it.
    private void reconstruction(Page page) throws IOException {
        if (!Files.isDirectory(tour.at("songs-8k"))) return;
        var route = new MusicRoute(tour);
        var players = new ArrayList<Html>();
        var panels = new ArrayList<SpectrogramPicture.Panel>();
        try (var dataset = AudioDataset.open(tour.at("songs-8k"))) {
            var songs = dataset.part(MusicRoute.heldOut(dataset));
            add("the original: " + says(songs, 0), "original", excerpts().of(songs, 0, "original"), players, panels);
        }
        for (int level = 0; level < Itinerary.LEVELS; level++) {
            var wav = route.reconstruction(level);
            if (!Files.isRegularFile(wav)) continue;
            String name = "level-" + level;
            add("from the codes of level " + level, "level " + level, excerpts().of(wav, name), players, panels);
        }
        page.paragraph("A song that was kept from training, and what can be heard of it in its codes:");
        page.beside(players);
        var picture = tour.at("excerpts").resolve("codec.png");
        SpectrogramPicture.write(picture, panels);
        page.add(Page.figure(
                Attachment.INSIDE.picture(picture, "Spectrograms of the song and of its reconstructions"),
                "The same as pictures, one scale of loudness for all."));
    }

    private static void add(
            String caption, String title, Path wav, List<Html> players, List<SpectrogramPicture.Panel> panels)
            throws IOException {
        players.add(Page.figure(Attachment.INSIDE.sound(wav), caption));
        panels.add(Excerpts.panel(title, wav));
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
                + " it. After minutes of training this is a sketch: sounds of the right kind, but no song.");
        var figures = new ArrayList<Html>();
        for (int level = Itinerary.LEVELS - 1; level >= 0; level--) {
            var run = new MusicRoute(tour).prior(level);
            var curves = new ArrayList<Series>();
            RunCurves.series(run, "bits", "evaluate", "the prior").ifPresent(curves::add);
            RunCurves.series(run, "unigram_bits", "evaluate", "counting codes").ifPresent(curves::add);
            RunCurves.series(run, "bigram_bits", "evaluate", "counting pairs").ifPresent(curves::add);
            if (curves.isEmpty()) continue;
            figures.add(Page.figure(
                    Plot.lines("steps", "bits per code, level " + level, curves).draw(),
                    level == Itinerary.LEVELS - 1
                            ? "What it takes to tell the next code of songs that were kept from training. Who knows"
                                    + " nothing needs 8 bits for one of 256 codes."
                            : level == 1 ? "The same for the level in the middle." : "The same for the finest."));
        }
        page.beside(figures);
        var wish = Wish.of(tour);
        page.paragraph(
                wish.isNothing()
                        ? "The new piece was left to the model:"
                        : "The new piece was asked to be " + wish.says() + ":");
        var piece = tour.at("piece");
        var players = new ArrayList<Html>();
        for (int level = 0; level < Itinerary.LEVELS; level++) {
            var wav = piece.resolve("sample-1.level-" + level + ".wav");
            if (Files.isRegularFile(wav)) {
                players.add(Page.figure(
                        Attachment.INSIDE.sound(excerpts().of(wav, "piece-" + level)),
                        "the new piece, from the codes of level " + level));
            }
        }
        page.beside(players);
        picture(page, piece.resolve("sample-1.spectrogram.png"), "Spectrograms of the new piece, level by level");
        picture(
                page,
                piece.resolve("sample-1.alignment.png"),
                "Where the music looks in the words, time to the right. A prior that has learned to sing follows the"
                        + " line");
    }

    private static void picture(Page page, Path file, String says) throws IOException {
        if (Files.isRegularFile(file)) page.add(Page.figure(Attachment.INSIDE.picture(file, says), says + "."));
    }

    private static String number(JsonNode json, String name, String format) {
        var value = json.path(name);
        return value.isNumber() ? String.format(Locale.ROOT, format, value.asDouble()) : "";
    }
}
