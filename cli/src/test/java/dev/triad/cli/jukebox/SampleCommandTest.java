// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.Shell;
import dev.triad.core.audio.SampleFormat;
import dev.triad.core.audio.WavFile;
import dev.triad.core.audio.WavWriter;
import dev.triad.core.audio.Waveform;
import dev.triad.core.data.codes.CodeFile;
import dev.triad.core.data.codes.CodeLevels;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.labels.LabelLists;
import dev.triad.jukebox.labels.LabelRules;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorFolder;
import dev.triad.jukebox.prior.train.PriorPreset;
import dev.triad.jukebox.prior.train.PriorRecipe;
import dev.triad.jukebox.sample.Piece;
import dev.triad.jukebox.vqvae.CodecFolder;
import dev.triad.jukebox.vqvae.VqVae;
import dev.triad.jukebox.vqvae.train.CodecRecipe.Preset;
import dev.triad.torch.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

/// Music out of models that have learnt nothing: noise, but all of it.
class SampleCommandTest {
    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    @TempDir
    static Path folder;

    private static Path models;
    private static Path song;

    @TempDir
    Path own;

    @BeforeAll
    static void makeModels() throws IOException {
        models = Files.createDirectory(folder.resolve("models"));
        var lists = LabelLists.of(LabelRules.V3, List.of("bach", "bartok"), List.of("fugue", "dance"));
        var recipe = Preset.SMOKE.recipe();
        try (var codec = new VqVae(recipe.vqVae())) {
            codec.initialize(RandomKey.of(1));
            CodecFolder.writeModel(codec, Files.createDirectory(models.resolve("the-codec")));
            var levels = CodecLocation.levels(codec.config());
            prior(PriorPreset.SMOKE.recipe().with(Map.of("level", 2)), lists, levels, "top");
            prior(PriorPreset.SMOKE_UPSAMPLER.recipe().with(Map.of("level", 1)), lists, levels, "middle");
            prior(PriorPreset.SMOKE_UPSAMPLER.recipe().with(Map.of("level", 0)), lists, levels, "bottom");
        }
        song = folder.resolve("song.wav");
        var tone = new float[2000];
        for (int i = 0; i < tone.length; i++) tone[i] = (float) (0.5 * Math.sin(0.05 * i));
        WavWriter.write(song, Waveform.of(8_000, tone), SampleFormat.PCM16);
    }

    private static void prior(PriorRecipe recipe, LabelLists lists, CodeLevels levels, String name) throws IOException {
        try (var _ = Scope.open();
                var prior = new Prior(recipe.config(levels, lists))) {
            prior.initialize(RandomKey.of(2));
            PriorFolder.write(prior, lists, Files.createDirectory(models.resolve(name)));
        }
    }

    private static Run sample(Object... arguments) {
        var words = Stream.concat(
                        Stream.of("jukebox", "sample", "--threads", "1", "--progress", "off"),
                        Arrays.stream(arguments).map(Object::toString))
                .toArray(String[]::new);
        return Run.of(Shell.commandLine(new Root(), List.of(CommandGroup.of("Music", JukeboxCommand.class))), words);
    }

    private static void assertDone(Run run) {
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    }

    private static void assertRefused(Run run, int code, String... words) {
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).contains(words);
    }

    private static Piece piece(Path out) throws IOException {
        return Piece.read(out.resolve("piece.safetensors"));
    }

    @Test
    void musicIsMadeAtEveryLevelWithCodesPicturesAndAPage() throws IOException {
        var out = own.resolve("piece");
        var run = sample(
                "--models",
                models,
                "--artist",
                "Bach",
                "--genre",
                "fugue",
                "--lyrics",
                "la <la> la\nlo & lo lo",
                "--length",
                0.1,
                "--samples",
                2,
                "--temperature",
                "0.9,2=1.1",
                "--out",
                out);
        assertDone(run);
        assertThat(run.out()).contains("2 samples of 0.10 s from level 0", "codes in");
        for (int sample = 1; sample <= 2; sample++) {
            for (int level = 0; level < 3; level++) {
                var wav = WavFile.read(out.resolve("sample-" + sample + ".level-" + level + ".wav"));
                assertThat(wav.frames()).isEqualTo(800);
            }
            var codes = CodeFile.read(out.resolve("sample-" + sample + ".safetensors"));
            assertThat(codes.codes()[2]).isEqualTo(piece(out).codes()[2][sample - 1]);
            assertThat(out.resolve("sample-" + sample + ".spectrogram.png")).isNotEmptyFile();
            assertThat(out.resolve("sample-" + sample + ".alignment.png")).isNotEmptyFile();
        }
        assertThat(Files.readString(out.resolve("index.html")))
                .contains("<title>Bach, fugue</title>", "la &lt;la&gt; la\nlo &amp; lo lo", "0.9, 2=1.1")
                .contains("src=\"data:audio/wav;base64,")
                .doesNotContain("<la>");
        assertRefused(
                sample("--models", models, "--out", out), ExitCode.FAILED, "there is a piece in this folder already");
    }

    @Test
    void whatWasInterruptedBecomesTheSame() throws IOException {
        var out = own.resolve("piece");
        assertDone(sample("--models", models, "--length", 0.1, "--samples", 3, "--seed", 7, "--out", out));
        var whole = piece(out);
        for (int[] counts : new int[][] {{0, 0, 5}, {0, 33, 50}, {101, 100, 50}}) {
            var cut = whole;
            for (int level = 0; level < 3; level++) {
                int count = counts[level];
                cut = cut.with(
                        level,
                        Arrays.stream(whole.codes()[level])
                                .map(row -> Arrays.copyOf(row, Math.min(count, row.length)))
                                .toArray(int[][]::new));
            }
            cut.write(out.resolve("piece.safetensors"));
            assertDone(sample("--resume", "--batch", 2, "--out", out));
            assertThat(piece(out).codes()).isDeepEqualTo(whole.codes());
        }
    }

    @Test
    void aPieceIsComposedTogetherStepByStep() throws IOException {
        var out = own.resolve("together");
        var first = sample(
                "--models",
                models,
                "--extend",
                0.05,
                "--candidates",
                3,
                "--total-length",
                1,
                "--lyrics",
                "la la",
                "--out",
                out);
        assertDone(first);
        assertThat(first.out()).contains("from level 2", "--choose K --extend SECONDS --candidates 3");
        var begun = piece(out);
        assertThat(begun.codes()[2]).hasDimensions(3, 25);
        assertThat(begun.codes()[1][0]).isEmpty();
        assertDone(sample("--out", out, "--choose", 2, "--extend", 0.05, "--candidates", 2));
        var longer = piece(out);
        assertThat(longer.codes()[2]).hasDimensions(2, 50);
        for (int[] row : longer.codes()[2]) assertThat(row).startsWith(begun.codes()[2][1]);
        assertThat(out.resolve("sample-3.level-2.wav")).doesNotExist();
        assertRefused(
                sample("--out", out, "--extend", 0.05, "--candidates", 3),
                ExitCode.FAILED,
                "has 2 candidates; --choose");
        assertRefused(sample("--out", out, "--choose", 3), ExitCode.FAILED, "there are samples 1 to 2, no 3");
        assertDone(sample("--out", out, "--choose", 1, "--upsample"));
        var ended = piece(out);
        assertThat(ended.samples()).isEqualTo(1);
        assertThat(ended.codes()[2][0]).isEqualTo(longer.codes()[2][0]);
        assertThat(ended.codes()[0][0]).hasSize(200);
        assertThat(out.resolve("sample-1.level-0.wav")).isNotEmptyFile();
        assertThat(out.resolve("sample-1.alignment.png")).isNotEmptyFile();
    }

    @Test
    void piecesBeginWithRecordingsAndEarlierPieces() throws IOException {
        var primed = own.resolve("primed");
        assertDone(sample(
                "--models",
                models,
                "--prime",
                song,
                "--prime-seconds",
                0.031,
                "--length",
                0.1,
                "--samples",
                2,
                "--out",
                primed));
        // 0.031 s are 248 samples: 15 whole codes of the top level
        var first = piece(primed);
        for (int level = 0; level < 3; level++) {
            int kept = 15 << (2 - level);
            assertThat(Arrays.copyOf(first.codes()[level][0], kept))
                    .isEqualTo(Arrays.copyOf(first.codes()[level][1], kept));
        }
        assertThat(first.codes()[0][0]).isNotEqualTo(first.codes()[0][1]);
        var longer = own.resolve("longer");
        assertDone(sample("--continue", primed, "--length", 0.2, "--out", longer));
        for (int level = 0; level < 3; level++) {
            assertThat(piece(longer).codes()[level][1]).startsWith(first.codes()[level][1]);
        }
        var finer = own.resolve("finer");
        assertDone(sample("--upsample", primed, "--seed", 9, "--out", finer));
        assertThat(piece(finer).codes()[2]).isDeepEqualTo(first.codes()[2]);
        assertThat(piece(finer).codes()[1]).isNotEqualTo(first.codes()[1]);
        var ofCodes = own.resolve("of-codes");
        assertDone(sample(
                "--models",
                models,
                "--upsample",
                primed.resolve("sample-1.safetensors"),
                "--levels",
                "1",
                "--out",
                ofCodes));
        assertThat(piece(ofCodes).codes()[2][0]).isEqualTo(first.codes()[2][0]);
        assertThat(ofCodes.resolve("sample-1.level-1.wav")).isNotEmptyFile();
        assertThat(ofCodes.resolve("sample-1.level-0.wav")).doesNotExist();
    }

    @Test
    void withTheTopPriorAloneTheSoundComesFromTheTop() {
        var out = own.resolve("top");
        var run = sample(
                "--codec",
                models.resolve("the-codec"),
                "--prior",
                models.resolve("top"),
                "--length",
                0.05,
                "--out",
                out);
        assertDone(run);
        assertThat(run.err()).contains("there is no prior of level 1: the sound will come from level 2");
        assertThat(run.out()).contains("1 sample of 0.05 s from level 2");
        assertThat(out.resolve("sample-1.level-2.wav")).isNotEmptyFile();
    }

    @Test
    void whatCannotBeIsExplainedBeforeAnythingIsWritten() {
        var out = own.resolve("never");
        record Wrong(List<Object> arguments, int code, List<String> words) {}
        for (var wrong : List.of(
                new Wrong(
                        List.of("--models", models, "--artist", "bahc"),
                        ExitCode.FAILED,
                        List.of("the artist 'bahc' is not among the 2 that this model knows; did you mean bach")),
                new Wrong(
                        List.of("--models", models, "--genre", "polka"),
                        ExitCode.FAILED,
                        List.of("such as dance, fugue")),
                new Wrong(
                        List.of("--models", models, "--total-length", 90),
                        ExitCode.FAILED,
                        List.of(
                                "the song is 90.00 s long, but this model was taught songs of at least 0.03 s and less than"
                                        + " 60.00 s")),
                new Wrong(
                        List.of("--models", models, "--top-k", 3, "--top-p", 0.5),
                        ExitCode.FAILED,
                        List.of("exclude one")),
                new Wrong(List.of("--models", models, "--temperature", "hot"), ExitCode.FAILED, List.of("not 'hot'")),
                new Wrong(List.of("--models", models, "--hop", "2"), ExitCode.FAILED, List.of("at most 1, not 2.0")),
                new Wrong(
                        List.of("--models", models, "--levels", "3"), ExitCode.FAILED, List.of("--levels are 0 to 2")),
                new Wrong(List.of("--models", models.resolve("top")), ExitCode.FAILED, List.of("has no codec")),
                new Wrong(List.of("--length", 1), ExitCode.FAILED, List.of("name the models: --codec")),
                new Wrong(List.of("--resume"), ExitCode.FAILED, List.of("there is nothing to go on with")),
                new Wrong(List.of("--resume", "--length", 1), ExitCode.USAGE, List.of("change nothing")),
                new Wrong(List.of("--continue", song), ExitCode.USAGE, List.of("--continue needs --length")),
                new Wrong(
                        List.of("--models", models, "--length", -1),
                        ExitCode.USAGE,
                        List.of("must be a positive number")),
                new Wrong(
                        List.of("--prime", song, "--extend", 1, "--length", 1),
                        ExitCode.USAGE,
                        List.of("--extend goes with neither")))) {
            var arguments = new ArrayList<>(wrong.arguments());
            arguments.addAll(List.of("--out", out));
            assertRefused(
                    sample(arguments.toArray()), wrong.code(), wrong.words().toArray(String[]::new));
            assertThat(out).doesNotExist();
        }
    }

    @Test
    void charactersNobodyCanSingAreNamed() {
        var run = sample("--models", models, "--lyrics", "la ☂ la", "--length", 0.05, "--out", own.resolve("x"));
        assertDone(run);
        assertThat(run.err()).contains("characters that the model cannot sing", "U+2602");
    }
}
