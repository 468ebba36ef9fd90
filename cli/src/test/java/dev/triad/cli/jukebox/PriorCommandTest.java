// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.Shell;
import dev.triad.core.audio.SampleFormat;
import dev.triad.core.audio.WavWriter;
import dev.triad.core.audio.Waveform;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import tools.jackson.databind.json.JsonMapper;

/// From songs to codes to priors, and what priors know.
class PriorCommandTest {
    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    @TempDir
    static Path folder;

    private static Path files;
    private static Path codec;
    private static Path codes;
    private static Path top;

    @TempDir
    Path own;

    @BeforeAll
    static void trainACodecAndATopPrior() throws IOException {
        files = Files.createDirectory(folder.resolve("files"));
        var table = new StringBuilder("file,artist,genre\n");
        for (int song = 0; song < 6; song++) {
            float[] tone = new float[8_000];
            for (int i = 0; i < tone.length; i++) {
                double beat = song % 2 == 0 ? 1 : Math.sin(0.004 * i);
                tone[i] = (float) (0.5 * beat * Math.sin(0.05 * (song + 1) * i));
            }
            var wav = files.resolve("tone-" + song + ".wav");
            WavWriter.write(wav, Waveform.of(8_000, tone), SampleFormat.PCM16);
            Files.writeString(files.resolve("tone-" + song + ".txt"), song % 2 == 0 ? "la la la la" : "oh oh oh oh");
            table.append("tone-" + song + ".wav," + (song % 2 == 0 ? "Ada" : "Bob") + ",tones\n");
        }
        var metadata = Files.writeString(folder.resolve("labels.csv"), table);
        var songs = folder.resolve("songs");
        codec = folder.resolve("codec");
        codes = folder.resolve("codes");
        top = folder.resolve("top");
        assertDone(triad(
                "dataset",
                "--input",
                files,
                "--metadata",
                metadata,
                "--out",
                songs,
                "--rate",
                8000,
                "--validation",
                0.34,
                "--progress",
                "off"));
        assertDone(triad(
                "vqvae",
                "train",
                "--data",
                songs,
                "--preset",
                "smoke",
                "--set",
                "steps=20",
                "--out",
                codec,
                "--threads",
                1,
                "--dtype",
                "f32",
                "--progress",
                "off"));
        assertDone(triad("vqvae", "encode", "--model", codec, "--data", songs, "--out", codes, "--progress", "off"));
        assertDone(train("--level", 2, "--data", codes, "--preset", "smoke", "--out", top));
    }

    private static Run triad(Object... arguments) {
        var words = Stream.concat(Stream.of("jukebox"), Arrays.stream(arguments).map(Object::toString))
                .toArray(String[]::new);
        return Run.of(Shell.commandLine(new Root(), List.of(CommandGroup.of("Music", JukeboxCommand.class))), words);
    }

    private static Run train(Object... arguments) {
        var all = new ArrayList<Object>(List.of("prior", "train", "--threads", 1, "--dtype", "f32"));
        all.addAll(List.of("--progress", "lines"));
        all.addAll(Arrays.asList(arguments));
        return triad(all.toArray());
    }

    private static void assertDone(Run run) {
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    }

    private static void assertRefused(Run run, int code, String... words) {
        assertThat(run.code()).isEqualTo(code);
        assertThat(run.err()).contains(words);
    }

    private static List<String> log(Path run) throws IOException {
        return Files.readAllLines(run.resolve("log.jsonl")).stream()
                .map(line -> line.replaceAll("\"time\":\"[^\"]*\",", ""))
                .toList();
    }

    @Test
    void trainingLeavesALogCurvesPicturesAndAPriorWithItsLists() throws IOException {
        for (String file : List.of("run.json", "log.jsonl", "curves.png", "events.out.tfevents.triad")) {
            assertThat(top.resolve(file)).isNotEmptyFile();
        }
        for (String picture : List.of("positions.png", "alignment.png")) {
            assertThat(top.resolve("pictures/step-00000030").resolve(picture)).isNotEmptyFile();
        }
        var best = top.resolve("checkpoints/best");
        assertThat(best.resolve("artists.txt")).hasContent("unknown;0\nada;1\nbob;2\n");
        assertThat(PriorLocation.of(top).folder()).isEqualTo(best);
        assertThat(PriorLocation.of(best).config().labels()).isNotNull();
        assertThat(log(top).getLast())
                .contains("\"bits\":", "\"lyric_bits\":", "\"label_gain\":", "\"unigram_bits\":", "\"diagonal\":");
    }

    @Test
    void aRunThatWasCutShortGoesOnToTheSameNumbers() throws IOException {
        var run = own.resolve("run");
        var noise = List.of("--noise", "int8", "--noise-rate", "0.5", "--noise-refresh", 4);
        var start = new ArrayList<Object>(List.of("--level", 2, "--data", codes, "--preset", "smoke", "--out", run));
        start.addAll(noise);
        assertDone(train(start.toArray()));
        var whole = log(run);
        delete(run.resolve("checkpoints/step-00000030"));
        delete(run.resolve("checkpoints/step-00000020"));
        assertRefused(train("--resume", "--noise", "pq", "--out", run), ExitCode.FAILED, "was started with noise");
        assertDone(train("--resume", "--out", run));
        assertThat(log(run)).isEqualTo(whole).isNotEqualTo(log(top));
        assertRefused(train(start.toArray()), ExitCode.FAILED, run + " is not empty");
        assertThat(Files.readString(run.resolve("run.json"))).contains("*=int8,rate=0.5");
    }

    private static void delete(Path tree) throws IOException {
        try (var all = Files.walk(tree)) {
            for (var file : all.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    @Test
    void anUpsamplerLearnsUnderTheCodesAboveWithTheUsersOwnLists() throws IOException {
        var lists = Files.createDirectory(own.resolve("lists"));
        Files.writeString(lists.resolve("artists.txt"), "unknown;0\nada;7\n");
        Files.writeString(lists.resolve("genres.txt"), "unknown;0\ntones;2\n");
        var run = own.resolve("middle");
        var trained =
                train("--level", 1, "--data", codes, "--preset", "smoke_upsampler", "--labels", lists, "--out", run);
        assertDone(trained);
        assertThat(trained.err())
                .contains("the artist 'Bob' is not among the 7 that this model knows")
                .contains("level 1:", "7 artists and 2 genres", "for training");
        assertThat(log(run).getLast()).contains("\"upper_gain\":").doesNotContain("lyric_bits");
        assertThat(PriorLocation.of(run).config().level()).isEqualTo(1);
    }

    @Test
    void whatTheMachineCannotHoldIsSaidBeforeAnythingIsAllocated() {
        var run = own.resolve("x");
        assertRefused(
                train("--level", 2, "--data", codes, "--preset", "prior_5b", "--out", run),
                ExitCode.FAILED,
                "the prior of level 2 needs about",
                "of gradients and averages",
                "take a smaller preset");
        assertThat(run).doesNotExist();
        var shown = triad("prior", "train", "--show", "--preset", "prior_1b_lyrics", "--level", 2, "--data", codes);
        assertDone(shown);
        assertThat(shown.out()).contains("order: 12", "lyrics: single", "parameters; windows of 6,144 codes");
    }

    @Test
    void wrongSettingsAreRefusedInASentence() {
        var run = own.resolve("x");
        assertRefused(
                train("--level", 3, "--data", codes, "--preset", "smoke", "--out", run),
                ExitCode.FAILED,
                "level must be 0 to 2");
        assertRefused(
                train("--data", codes, "--preset", "smoke", "--set", "witdh=3", "--out", run),
                ExitCode.FAILED,
                "unknown setting 'witdh'; there are level, positions, width");
        assertRefused(
                train("--data", codes, "--preset", "smoke", "--set", "min_seconds=5", "--out", run),
                ExitCode.FAILED,
                "no song can be learnt from: a window is 0.03 s long",
                "at least 5.00 s");
        assertRefused(train("--out", run), ExitCode.USAGE, "--data=CODES");
        assertRefused(train("--data", codes), ExitCode.USAGE, "--out=RUN");
        assertThat(run).doesNotExist();
    }

    @Test
    void evaluationSaysWhatACodeCostsAndWhatConditionsAreWorth() {
        var table = triad("prior", "evaluate", "--model", top, "--data", codes, "--progress", "off");
        assertDone(table);
        assertThat(table.out())
                .contains("of 16 codes (0.03 s), from 2 songs", "all codes alike 3.000", "gain of labels")
                .contains("gain of lyrics", "bits per character", "layer 3, head 0", "monotonicity");
        var pictures = own.resolve("pictures");
        var json = triad(
                "prior",
                "evaluate",
                "--model",
                top,
                "--data",
                codes,
                "--part",
                "train",
                "--windows",
                7,
                "--layer",
                3,
                "--pictures",
                pictures,
                "--json",
                "--progress",
                "off");
        assertDone(json);
        var metrics = new JsonMapper().readTree(json.out());
        assertThat(metrics.path("windows").asInt()).isEqualTo(7);
        for (String metric : List.of("bits", "bits_at_7", "unigram_bits", "lyric_gain", "diagonal")) {
            assertThat(metrics.path(metric).isNumber()).as(metric).isTrue();
        }
        assertThat(pictures.resolve("positions.png")).isNotEmptyFile();
        assertThat(pictures.resolve("alignment.png")).isNotEmptyFile();
        assertRefused(
                triad("prior", "evaluate", "--model", top, "--data", codes, "--layer", 1, "--progress", "off"),
                ExitCode.FAILED,
                "layer 1, head 0 does not look at lyrics; these do: layers 3, head 0");
        assertRefused(
                triad("prior", "evaluate", "--model", codec, "--data", codes), ExitCode.FAILED, "there is no prior");
    }

    @Test
    void featuresOfSongsAreTheirMeansOrARowForEveryCode() throws IOException {
        var all = own.resolve("all.safetensors");
        var mean = own.resolve("mean.safetensors");
        var song = files.resolve("tone-1.wav");
        var run = triad(
                "features",
                "--model",
                top,
                "--codec",
                codec,
                "--input",
                song,
                files.resolve("tone-2.wav"),
                "--layer",
                2,
                "--out",
                mean,
                "--progress",
                "off");
        assertDone(run);
        assertThat(run.out()).contains("layer 2 of 2 songs, 16 numbers each");
        assertDone(triad(
                "features",
                "--model",
                top,
                "--codec",
                codec,
                "--input",
                song,
                "--layer",
                2,
                "--pool",
                "none",
                "--out",
                all,
                "--progress",
                "off"));
        try (var _ = Scope.open();
                var means = TensorFile.open(mean);
                var rows = TensorFile.open(all)) {
            assertThat(means.tensors()).hasSize(2);
            var each = rows.tensors().get(song.toString());
            assertThat(each.shape()).containsExactly(500, 16);
            var its = means.tensors().get(song.toString());
            assertThat(its.shape()).containsExactly(16);
            assertThat(its.sub(each.mean(false, 0)).abs().max().item()).isLessThan(1e-5);
        }
        assertRefused(
                triad(
                        "features",
                        "--model",
                        top,
                        "--codec",
                        codec,
                        "--input",
                        song,
                        "--artist",
                        "adda",
                        "--out",
                        own.resolve("x"),
                        "--progress",
                        "off"),
                ExitCode.FAILED,
                "the artist 'adda' is not among the 2",
                "did you mean ada?");
        assertRefused(
                triad(
                        "features",
                        "--model",
                        top,
                        "--codec",
                        codec,
                        "--input",
                        song,
                        "--layer",
                        5,
                        "--out",
                        own.resolve("x")),
                ExitCode.USAGE,
                "--layer must be 0 to 4");
    }
}
