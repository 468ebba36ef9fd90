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
import dev.triad.core.data.codes.CodeDataset;
import dev.triad.core.data.codes.CodeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import tools.jackson.databind.json.JsonMapper;

/// From a folder of songs to codes and back.
class VqvaeCommandTest {
    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    @TempDir
    static Path folder;

    private static Path songs;
    private static Path codec;

    @TempDir
    Path own;

    @BeforeAll
    static void trainACodec() throws IOException {
        var files = Files.createDirectory(folder.resolve("files"));
        for (int song = 0; song < 4; song++) {
            float[] tone = new float[16_000];
            for (int i = 0; i < tone.length; i++) tone[i] = (float) (0.5 * Math.sin(0.05 * (song + 1) * i));
            WavWriter.write(files.resolve("tone-" + song + ".wav"), Waveform.of(8_000, tone), SampleFormat.PCM16);
        }
        songs = folder.resolve("songs");
        codec = folder.resolve("codec");
        var dataset =
                List.of("--input", files, "--out", songs, "--rate", 8000, "--validation", 0.3, "--progress", "off");
        assertDone(triad(Stream.concat(Stream.of("dataset"), dataset.stream()).toArray()));
        assertDone(train("--data", songs, "--preset", "smoke", "--out", codec));
    }

    private static Run triad(Object... arguments) {
        var words = Stream.concat(Stream.of("jukebox"), Arrays.stream(arguments).map(Object::toString))
                .toArray(String[]::new);
        return Run.of(Shell.commandLine(new Root(), List.of(CommandGroup.of("Music", JukeboxCommand.class))), words);
    }

    private static Run vqvae(String command, Object... arguments) {
        return triad(Stream.concat(Stream.of("vqvae", command), Arrays.stream(arguments))
                .toArray());
    }

    private static Run train(Object... arguments) {
        var fixed = Stream.of("--threads", 1, "--dtype", "f32", "--progress", "off");
        return vqvae("train", Stream.concat(fixed, Arrays.stream(arguments)).toArray());
    }

    private static void assertDone(Run run) {
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    }

    private static void assertRefused(Run run, int code, String... words) {
        assertThat(run.code()).isEqualTo(code);
        assertThat(run.err()).contains(words);
    }

    @Test
    void trainingLeavesALogCurvesSoundsAndACodec() {
        for (String file : List.of("run.json", "log.jsonl", "curves.png", "events.out.tfevents.triad")) {
            assertThat(codec.resolve(file)).isNotEmptyFile();
        }
        assertThat(codec.resolve("samples/step-00000060/clip-0.level-1.wav")).isNotEmptyFile();
        assertThat(codec.resolve("checkpoints/best/model.safetensors")).isNotEmptyFile();
    }

    @Test
    void aRunGoesOnWithItsOwnDataAndSettings() throws IOException {
        var run = own.resolve("run");
        assertDone(train("--data", songs, "--preset", "smoke", "--set", "steps=20", "--out", run));
        assertDone(train("--resume", "--set", "steps=60", "--out", run));
        var whole = Files.readAllLines(codec.resolve("log.jsonl")).stream().map(VqvaeCommandTest::losses);
        var parts = Files.readAllLines(run.resolve("log.jsonl")).stream().map(VqvaeCommandTest::losses);
        // the shorter run evaluated at its end as well
        assertThat(parts.filter(line -> !line.startsWith("20 evaluate"))).containsExactlyElementsOf(whole.toList());
        assertRefused(
                train("--data", songs, "--preset", "smoke", "--out", run), ExitCode.FAILED, run + " is not empty");
    }

    @Test
    void noiseOnConvolutionsIsRecordedAndKept() throws IOException {
        var run = own.resolve("noisy");
        var started = List.<Object>of(
                "--data",
                songs,
                "--preset",
                "smoke",
                "--set",
                "steps=5",
                "--noise",
                "int8",
                "--noise-rate",
                "0.5",
                "--out",
                run);
        assertDone(train(started.toArray()));
        assertThat(Files.readString(run.resolve("run.json"))).contains("*=int8,rate=0.5");
        assertDone(train("--resume", "--set", "steps=10", "--out", run));
        assertRefused(train("--resume", "--noise", "int4", "--out", run), ExitCode.FAILED, "was started with noise");
        assertRefused(
                train("--data", songs, "--preset", "smoke", "--noise", "pq", "--out", own.resolve("x")),
                ExitCode.FAILED,
                "encoders.0.level_blocks.0.model.0.0.weight=none");
    }

    private static String losses(String line) {
        var json = new JsonMapper().readTree(line);
        return json.path("step") + " " + json.path("kind").asString() + " " + json.path("loss");
    }

    @Test
    void settingsAreShownAndWrongOnesRefused() {
        var shown = vqvae("train", "--show", "--preset", "jukebox");
        assertDone(shown);
        assertThat(shown.out())
                .contains("sample_length: 393216", "resolutions: 2048/240/1200,1024/120/600,512/50/240")
                .contains("1,485,763 parameters; level 0: 5,512.5 codes per second, 60.6 kbit/s");
        assertRefused(
                train("--data", songs, "--set", "codebook=3", "--out", own.resolve("x")),
                ExitCode.FAILED,
                "unknown setting 'codebook'; did you mean",
                "codebook_size");
        assertRefused(
                train("--data", songs, "--preset", "small", "--out", own.resolve("x")),
                ExitCode.FAILED,
                "the songs are at 8000 Hz, the recipe wants 22050");
        assertThat(own.resolve("x")).doesNotExist();
        assertRefused(train("--out", own.resolve("x")), ExitCode.USAGE, "--data=SONGS");
    }

    @Test
    void evaluationSaysHowGoodEveryLevelIs() {
        var table = vqvae("evaluate", "--model", codec, "--data", songs, "--seconds", 0.5, "--progress", "off");
        assertDone(table);
        assertThat(table.out().lines()).hasSize(5);
        assertThat(table.out()).contains("spectral dB").contains("2000.0");
        var json =
                vqvae("evaluate", "--model", codec, "--data", songs, "--seconds", 0.5, "--json", "--progress", "off");
        assertDone(json);
        var metrics = new JsonMapper().readTree(json.out());
        for (String metric : List.of("spectral_convergence_0", "si_snr_1", "log_mel_2", "perplexity_0", "peak_1")) {
            assertThat(metrics.path(metric).isNumber()).as(metric).isTrue();
        }
    }

    @Test
    void aDataSetBecomesShardsAndASongComesBack() throws IOException {
        var codes = own.resolve("codes");
        var run = vqvae("encode", "--model", codec, "--data", songs, "--out", codes, "--progress", "off");
        assertDone(run);
        assertThat(run.out()).isEqualTo("wrote " + codes + ": 4 songs, 8 s" + System.lineSeparator());
        String song;
        try (var dataset = CodeDataset.open(codes)) {
            dataset.verify();
            assertThat(dataset.part(CodeDataset.VALIDATION)).isNotEmpty();
            var shard = dataset.part(CodeDataset.TRAIN).getFirst();
            song = shard.songs().getFirst().song().id();
            assertThat(shard.codes(0, 0)).hasSize(4000);
            assertThat(shard.codes(0, 2)).hasSize(1000);
        }
        for (int level = 0; level < 3; level++) {
            var wav = own.resolve(level + ".wav");
            assertDone(vqvae(
                    "decode", "--model", codec, "--codes", codes, "--song", song, "--level", level, "--out", wav));
            assertThat(WavFile.read(wav).frames()).isEqualTo(16_000);
        }
        assertRefused(
                vqvae("decode", "--model", codec, "--codes", codes, "--song", "nobody", "--out", own.resolve("x.wav")),
                ExitCode.FAILED,
                "has no song 'nobody'");
        assertThat(own.resolve("x.wav")).doesNotExist();
    }

    @Test
    void aSongBecomesOneFileTheSameAsInTheShards() throws IOException {
        var file = own.resolve("song.safetensors");
        assertDone(vqvae("encode", "--model", codec, "--input", folder.resolve("files/tone-1.wav"), "--out", file));
        var again = own.resolve("again.safetensors");
        assertDone(vqvae(
                "encode",
                "--model",
                codec,
                "--data",
                songs,
                "--song",
                "tone-1.wav",
                "--out",
                again,
                "--progress",
                "off"));
        assertThat(CodeFile.read(file).codes())
                .isDeepEqualTo(CodeFile.read(again).codes());
        var wav = own.resolve("song.wav");
        assertDone(vqvae("decode", "--model", codec, "--codes", file, "--out", wav, "--samples", "float32"));
        assertThat(WavFile.read(wav).frames()).isEqualTo(16_000);
        assertRefused(
                vqvae("decode", "--model", codec, "--codes", file, "--out", wav),
                ExitCode.FAILED,
                "there is a file of that name");
        assertRefused(
                vqvae("decode", "--model", codec, "--codes", file, "--level", 3, "--out", own.resolve("y.wav")),
                ExitCode.USAGE,
                "--level must be from 0 to 2");
    }

    @Test
    void aFolderWithoutACodecIsRefused() {
        assertRefused(
                vqvae("evaluate", "--model", songs, "--data", songs), ExitCode.FAILED, songs + ": there is no codec");
    }
}
