// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import static dev.triad.cli.tour.Step.Again.REPEATS;
import static dev.triad.cli.tour.Step.Again.RESUMES;
import static dev.triad.cli.tour.Step.Again.RESUMES_ALONE;
import static dev.triad.cli.tour.Step.Again.WHOLE;

import dev.triad.cli.tour.Step.Learning;
import dev.triad.corpus.audio.AudioDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way through the songs: Jukebox, at 8 kHz and in miniature.
record MusicRoute(Itinerary tour) {
    private static final int TOP = Itinerary.LEVELS - 1;

    /// How many seconds each song that is composed is long; the priors are taught none that is much shorter.
    private static final int SECONDS = 12;

    /// Steps between two looks at how well a training goes, at least; a look takes as long as some steps.
    private static final int LOOK = 20;

    /// Most seconds of the new piece.
    private static final int LENGTH = 8;

    List<Part> parts() {
        return List.of(music(), listening(), composing());
    }

    /// How many songs are composed: more minutes can learn from more.
    int composed() {
        return Math.clamp(Math.round(4 * tour.settings().minutes()), 12, 400);
    }

    private Part music() {
        var steps = new ArrayList<Step>();
        if (tour.isComposedMusic()) {
            Step.Command compose = () -> tour.words("jukebox compose --out @songs --rate 8000")
                    .with("--songs", composed())
                    .with("--seconds", SECONDS)
                    .with("--seed", tour.settings().seed())
                    .list();
            steps.add(new Step("compose-songs", compose, tour.at("songs"), WHOLE, 5));
        }
        Step.Command dataset = () -> {
            var words = tour.words("jukebox dataset --rate 8000 --channels 1 --out @songs-8k")
                    .with("--input", tour.songs());
            var table = tour.songs().resolve("metadata.csv");
            return (Files.isRegularFile(table) ? words.with("--metadata", table) : words).list();
        };
        steps.add(new Step("dataset", dataset, tour.at("songs-8k"), REPEATS, 3));
        return new Part("music", steps);
    }

    private Part listening() {
        var steps = new ArrayList<Step>();
        steps.add(new Step("codec", codec(), tour.at("codec"), RESUMES, 10));
        steps.add(command(
                "judge-codec", null, 4, "jukebox vqvae evaluate --model @codec --data @songs-8k --clips 20 --json"));
        steps.add(command(
                "encode", tour.at("codes"), 8, "jukebox vqvae encode --model @codec --data @songs-8k --out @codes"));
        Step.Command encode = () -> tour.words("jukebox vqvae encode --model @codec --data @songs-8k")
                .with("--song", heldOutSong())
                .with("--out", tour.at("song.safetensors"))
                .list();
        steps.add(new Step("encode-song", encode, tour.at("song.safetensors"), WHOLE, 1));
        for (int level = 0; level < Itinerary.LEVELS; level++) {
            int its = level;
            Step.Command decode = () -> tour.words("jukebox vqvae decode --model @codec --codes @song.safetensors")
                    .with("--level", its)
                    .with("--out", reconstruction(its))
                    .list();
            steps.add(new Step("decode-" + level, decode, reconstruction(level), WHOLE, 1));
        }
        return new Part("listening", steps);
    }

    private Step command(String id, @Nullable Path product, double seconds, String words) {
        Step.Command command = () -> tour.words(words).list();
        return new Step(id, command, product, product == null ? REPEATS : WHOLE, seconds);
    }

    private Learning codec() {
        return new Learning(110, 12, 12, 1, "", (amount, product, rehearsal) -> {
            var words = tour.words("jukebox vqvae train --data @songs-8k --preset nano")
                    .set("sample_length", 4096)
                    .set("evaluation_clips", 12)
                    .set("illustrated_clips", 1);
            return course(words, Math.round(amount), rehearsal, 50, 6)
                    .with("--out", product)
                    .list();
        });
    }

    /// A training's steps, and how often it logs and looks how well it goes.
    private Words course(Words words, long steps, boolean rehearsal, int logs, int looks) {
        long often = Math.max(LOOK, steps / looks);
        return words.set("steps", steps)
                .set("warmup_steps", Math.clamp(steps / 10, 1, 100))
                .set("decay_steps", Math.max(1, steps / 3))
                .set("log_every", rehearsal ? 1 : Math.max(1, steps / logs))
                .set("evaluate_every", rehearsal ? 0 : often)
                .set("checkpoint_every", often)
                .set("seed", tour.settings().seed());
    }

    /// The id of the song that is written down and played back.
    private String heldOutSong() throws IOException {
        try (var songs = AudioDataset.open(tour.at("songs-8k"))) {
            return songs.part(heldOut(songs)).songs().getFirst().id();
        }
    }

    /// The part with what the codec has never heard, or, where nothing is held out, the one it learned from.
    static String heldOut(AudioDataset songs) {
        return songs.parts().contains("validation")
                ? "validation"
                : songs.parts().getFirst();
    }

    /// Where the sound of a level's codes of the held-out song is.
    Path reconstruction(int level) {
        return tour.at("song.level-" + level + ".wav");
    }

    /// The folder of a level's prior.
    Path prior(int level) {
        return tour.at("prior-" + level);
    }

    private Part composing() {
        var steps = new ArrayList<Step>();
        for (int level = TOP; level >= 0; level--) {
            steps.add(new Step("prior-" + level, training(level), prior(level), RESUMES, 8));
        }
        Step.Command piece = () -> {
            var words = tour.words("jukebox sample --codec @codec");
            for (int level = TOP; level >= 0; level--) words.with("--prior", prior(level));
            return Wish.of(tour)
                    .say(words)
                    .with("--length", Math.clamp(tour.settings().minutes(), 2, LENGTH))
                    .with("--seed", tour.settings().seed())
                    .with("--out", tour.at("piece"))
                    .list();
        };
        steps.add(new Step("piece", piece, tour.at("piece"), RESUMES_ALONE, 20));
        return new Part("composing", steps);
    }

    private Learning training(int level) {
        boolean top = level == TOP;
        return new Learning(top ? 40 : 30, 10, 10, 1, "", (amount, product, rehearsal) -> {
            var words = tour.words("jukebox prior train --data @codes")
                    .with("--level", level)
                    .with("--preset", top ? "nano" : "nano_upsampler")
                    .set("positions", top ? 256 : 512)
                    .set("min_seconds", 8.192)
                    .set("max_seconds", 3600)
                    .set("learning_rate", 1e-3)
                    .set("evaluation_windows", 16);
            return course(words, Math.round(amount), rehearsal, 40, 4)
                    .with("--out", product)
                    .list();
        });
    }
}
