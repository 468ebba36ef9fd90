// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.vqvae.CodecFolder;
import dev.triad.jukebox.vqvae.VqVae;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import dev.triad.torch.train.RunFolder;
import dev.triad.torch.train.StopSignal;
import dev.triad.torch.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class CodecTrainingTest {
    private static final CodecRecipe SMOKE = CodecRecipe.Preset.SMOKE.recipe();

    @TempDir
    Path folder;

    @Test
    void aSmallCodecLearnsAClipByHeart() throws IOException {
        var recipe = SMOKE.with(Map.ofEntries(
                Map.entry("steps", 300),
                Map.entry("width", 8),
                Map.entry("embedding_width", 8),
                Map.entry("codebook_size", 32),
                Map.entry("learning_rate", 5e-3),
                Map.entry("random_shift", false),
                Map.entry("random_pan", false),
                Map.entry("average_decay", 0.9),
                Map.entry("decay_steps", 100),
                Map.entry("evaluate_every", 300),
                Map.entry("checkpoint_every", 300)));
        var log = run(recipe, folder.resolve("run"), new StopSignal(), false);
        double first = log.getFirst().getOrDefault("loss", 0.0);
        var scores = log.getLast();
        assertThat(scores.getOrDefault("loss", 99.0)).isLessThan(first / 4);
        assertThat(scores.getOrDefault("spectral_convergence_0", 0.0)).isLessThan(-8);
        for (int level = 0; level < 3; level++) {
            assertThat(scores.getOrDefault("spectral_convergence_" + level, 0.0))
                    .isLessThan(-4);
            assertThat(scores.getOrDefault("perplexity_" + level, 0.0)).isGreaterThan(2);
        }
    }

    @Test
    void anInterruptedRunGoesOnWithTheSameNumbers() throws IOException {
        var whole = run(SMOKE, folder.resolve("whole"), new StopSignal(), false);
        var parts = folder.resolve("parts");
        var stop = new StopSignal();
        stop.request(); // after the first step
        run(SMOKE, parts, stop, false);
        var resumed = run(SMOKE, parts, new StopSignal(), true);
        assertThat(resumed).isEqualTo(whole);
        for (String file : List.of("model.safetensors", "codebooks.safetensors", "ema.safetensors")) {
            assertThat(last(folder.resolve("whole")).resolve(file))
                    .hasSameBinaryContentAs(last(parts).resolve(file));
        }
    }

    @Test
    void aRunLeavesACodecSoundsAndPictures() throws IOException {
        var run = folder.resolve("run");
        run(SMOKE, run, new StopSignal(), false);
        var samples = run.resolve("samples").resolve("step-00000060");
        for (String file : List.of("clip-0.wav", "clip-0.level-0.wav", "clip-0.level-2.wav", "clip-0.png")) {
            assertThat(samples.resolve(file)).isNotEmptyFile();
        }
        try (var _ = Scope.open();
                var _ = NoGrad.open();
                var codec = CodecFolder.read(last(run))) {
            assertThat(codec.config()).isEqualTo(SMOKE.vqVae());
            var pass = Pass.evaluation(Compute.plain());
            var codes = codec.encode(1, Tensors.of(new float[64], 1, 64), pass);
            assertThat(codes.shape()).containsExactly(1, 8);
            assertThat(codec.decode(1, codes, pass).shape()).containsExactly(1, 64);
        }
    }

    @Test
    void clipsDependOnTheStepAlone() throws IOException {
        var songs = Tones.songs(3, 5000);
        var reader = new ClipReader(songs, SMOKE, RandomKey.of(4));
        var inOrder = new ArrayList<float[]>();
        try (var ahead = new Ahead<>(reader::shuffled)) {
            for (long step = 0; step < 6; step++) {
                inOrder.add(ahead.get(step).getFirst().samples());
            }
            assertThat(ahead.get(2).getFirst().samples()).containsExactly(inOrder.get(2));
            assertThat(ahead.get(5).getFirst().samples()).containsExactly(inOrder.get(5));
        }
        assertThat(inOrder.get(0)).isNotEqualTo(inOrder.get(1));
        var halves = new ClipReader(songs, SMOKE.with(Map.of("micro_batch_size", 1)), RandomKey.of(4)).shuffled(3);
        assertThat(halves).hasSize(2);
        assertThat(halves.get(1).samples()).containsExactly(Arrays.copyOfRange(inOrder.get(3), 1024, 2048));
    }

    @Test
    void songsAtAnotherRateAreRefused() {
        assertThatThrownBy(() ->
                        run(SMOKE.with(Map.of("sample_rate", 16_000)), folder.resolve("run"), new StopSignal(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the songs are at 8000 Hz, the recipe wants 16000");
    }

    private static Path last(Path run) throws IOException {
        return new RunFolder(run).checkpoints().latest().orElseThrow();
    }

    /// Trains, and gives the log back without its times.
    private static List<Map<String, Double>> run(CodecRecipe recipe, Path path, StopSignal stop, boolean resume)
            throws IOException {
        var folder = resume ? RunFolder.open(path) : RunFolder.create(path);
        try (var model = new VqVae(recipe.vqVae(), recipe.codebookRule())) {
            model.initialize(RandomKey.of(0).named("init"));
            try (var training = new CodecTraining(
                            recipe, model, Tones.songs(2, 4096), Tones.songs(1, 4096), path.resolve("samples"));
                    var trainer = new Trainer<>(training, recipe.plan(), Compute.plain(), folder)) {
                if (resume) assertThat(trainer.resume(false)).isTrue();
                trainer.run(Progress.NONE, stop);
            }
        }
        var lines = new ArrayList<Map<String, Double>>();
        for (String line : Files.readAllLines(path.resolve("log.jsonl"))) {
            var values = new TreeMap<String, Double>();
            new JsonMapper().readTree(line).properties().forEach(field -> {
                if (field.getValue().isNumber())
                    values.put(field.getKey(), field.getValue().asDouble());
            });
            lines.add(values);
        }
        return lines;
    }
}
