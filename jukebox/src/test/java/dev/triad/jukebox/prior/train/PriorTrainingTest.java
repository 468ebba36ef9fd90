// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.audio.Lyrics;
import dev.triad.core.audio.Song;
import dev.triad.core.data.codes.CodeDataset;
import dev.triad.core.data.codes.CodeDatasetWriter;
import dev.triad.core.data.codes.CodeLevels;
import dev.triad.core.data.codes.CodedSong;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.labels.LabelIds;
import dev.triad.jukebox.labels.LabelLists;
import dev.triad.jukebox.labels.LabelRules;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorFolder;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.train.RunFolder;
import dev.triad.torch.train.StopSignal;
import dev.triad.torch.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class PriorTrainingTest {
    private static final CodeLevels LEVELS = new CodeLevels(8000, List.of(4, 8, 16), 8);
    private static final LabelLists LISTS =
            LabelLists.of(LabelRules.V3, List.of("low", "high"), List.of("slow", "fast"));

    @TempDir
    Path folder;

    /// Songs whose codes count upwards, by one where the artist is low, by three where it is high; a code of
    /// level ℓ is that of the level above plus its place.
    private Path codes() throws IOException {
        var path = folder.resolve("codes");
        if (Files.exists(path)) return path;
        try (var writer = CodeDatasetWriter.create(path, LEVELS, "0".repeat(64), 1 << 20)) {
            for (int song = 0; song < 6; song++) {
                boolean low = song % 2 == 0;
                long frames = 1600 + 16L * song;
                var its = new Song("song-" + song, "song", low ? "Low" : "High", "slow", "", frames);
                var levels = new int[3][];
                for (int level = 0; level < 3; level++) {
                    levels[level] = new int[(int) LEVELS.codes(level, frames)];
                    int ratio = 1 << (2 - level);
                    for (int i = 0; i < levels[level].length; i++) {
                        levels[level][i] = (i / ratio * (low ? 1 : 3) + i % ratio) % 8;
                    }
                }
                var lyrics = Lyrics.plain(low ? "la la la la" : "oh oh oh oh");
                writer.append(
                        song < 4 ? CodeDataset.TRAIN : CodeDataset.VALIDATION, new CodedSong(its, lyrics), levels);
            }
            writer.finish();
        }
        return path;
    }

    private static void unexpected(String warning) {
        throw new AssertionError(warning);
    }

    @Test
    void windowsAreAlignedWithTheCodesAbove() throws IOException {
        try (var data = CodeDataset.open(codes())) {
            var config = PriorPreset.SMOKE_UPSAMPLER.recipe().config(LEVELS, LISTS);
            var windows = new CodeWindows(
                    data.part(CodeDataset.TRAIN), config, LISTS, RandomKey.of(1), PriorTrainingTest::unexpected);
            for (long step = 0; step < 40; step++) {
                var batch = windows.shuffled(step, 4, 4, true).getFirst();
                for (int i = 0; i < 4; i++) {
                    var condition = batch.conditions().get(i);
                    int[] codes = batch.windows().get(i);
                    assertThat(codes).hasSize(16);
                    assertThat(condition.upper()).hasSize(8);
                    for (int t = 0; t < 16; t += 2) {
                        // The codes above begin with the same place in the song.
                        long above = (condition.timing().offset() / 8 + t / 2);
                        boolean low = condition.labels().equals(new LabelIds(2, List.of(2)));
                        int top = (int) (above / 2 * (low ? 1 : 3) + above % 2) % 8;
                        assertThat(condition.upper()[t / 2]).isEqualTo(top);
                    }
                    assertThat(condition.timing().length()).isEqualTo(64);
                    assertThat(condition.timing().offset() + 64)
                            .isLessThanOrEqualTo(condition.timing().total());
                }
            }
        }
    }

    @Test
    void windowsDependOnTheStepAloneAndMicroBatchesAreItsParts() throws IOException {
        try (var data = CodeDataset.open(codes())) {
            var config = PriorPreset.SMOKE.recipe().config(LEVELS, LISTS);
            var windows = new CodeWindows(
                    data.part(CodeDataset.TRAIN), config, LISTS, RandomKey.of(1), PriorTrainingTest::unexpected);
            var whole = windows.shuffled(3, 4, 4, true).getFirst();
            windows.shuffled(9, 4, 4, true);
            var parts = windows.shuffled(3, 4, 1, true);
            assertThat(parts).hasSize(4);
            for (int i = 0; i < 4; i++) {
                assertThat(parts.get(i).windows().getFirst())
                        .containsExactly(whole.windows().get(i));
                assertThat(parts.get(i).ofStep()).isEqualTo(4);
                var lyrics = parts.get(i).conditions().getFirst().lyrics();
                assertThat(LabelRules.V3.alphabet().text(lyrics)).hasSize(8).containsAnyOf("la", "oh");
            }
            assertThat(windows.shuffled(4, 4, 4, true).getFirst().windows().getFirst())
                    .isNotEqualTo(whole.windows().getFirst());
        }
    }

    @Test
    void songsOutsideTheRangeAreLeftOutAndCounted() throws IOException {
        try (var data = CodeDataset.open(codes())) {
            var recipe = PriorPreset.SMOKE.recipe().with(Map.of("min_seconds", 0.2035));
            var warnings = new ArrayList<String>();
            var config = recipe.config(LEVELS, LISTS);
            var shards = data.part(CodeDataset.TRAIN);
            assertThat(new CodeWindows(shards, config, LISTS, RandomKey.of(1), warnings::add).count())
                    .isEqualTo((1632 + 1648) / 256);
            assertThat(warnings).singleElement().asString().contains("2 of 4 songs are left out", "at least 0.20 s");
            var tooLong = recipe.with(Map.of("min_seconds", 5)).config(LEVELS, LISTS);
            assertThatThrownBy(() -> new CodeWindows(shards, tooLong, LISTS, RandomKey.of(1), warnings::add))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no song can be learnt from");
        }
    }

    @Test
    void countedFloorsAreWhatTheyShouldBe() {
        var floors = new CodeFloors(4);
        for (int i = 0; i < 500; i++) floors.add(new int[] {0, 1, 2, 3});
        var windows = List.of(new int[] {0, 1, 2, 3});
        assertThat(floors.unigram(windows)).isBetween(1.99, 2.01);
        assertThat(floors.bigram(windows)).isBetween(0.5, 0.52); // the first code costs two bits
    }

    @Test
    void aSmallPriorLearnsItsConditions() throws IOException {
        var recipe = PriorPreset.SMOKE_UPSAMPLER
                .recipe()
                .with(Map.of("steps", 200, "learning_rate", 1e-2, "evaluate_every", 200, "checkpoint_every", 200))
                .with(Map.of("batch_size", 8, "micro_batch_size", 4, "recompute", true));
        var scores = run(recipe, folder.resolve("run"), new StopSignal(), false).getLast();
        assertThat(scores.getOrDefault("bits", 9.0)).isLessThan(1);
        assertThat(scores.getOrDefault("upper_gain", 0.0)).isGreaterThan(0.3);
        assertThat(scores.getOrDefault("unigram_bits", 0.0)).isBetween(2.9, 3.1);
        assertThat(scores).containsKeys("bits_at_0", "bits_at_7", "label_gain", "bigram_bits", "bits_per_second");
    }

    @Test
    void anInterruptedRunGoesOnWithTheSameNumbersAndLeavesAPrior() throws IOException {
        var recipe = PriorPreset.SMOKE.recipe();
        var whole = run(recipe, folder.resolve("whole"), new StopSignal(), false);
        assertThat(whole.getLast()).containsKeys("lyric_bits", "lyric_gain", "label_gain");
        var parts = folder.resolve("parts");
        var stop = new StopSignal();
        stop.request(); // after the first step
        run(recipe, parts, stop, false);
        assertThat(run(recipe, parts, new StopSignal(), true)).isEqualTo(whole);
        var last = new RunFolder(parts).checkpoints().latest().orElseThrow();
        assertThat(last.resolve("model.safetensors"))
                .hasSameBinaryContentAs(new RunFolder(folder.resolve("whole"))
                        .checkpoints()
                        .latest()
                        .orElseThrow()
                        .resolve("model.safetensors"));
        assertThat(PriorFolder.isPrior(last)).isTrue();
        assertThat(LabelLists.read(last, LabelRules.V3).artists().names())
                .isEqualTo(LISTS.artists().names());
        try (var prior = PriorFolder.read(last)) {
            assertThat(prior.config()).isEqualTo(recipe.config(LEVELS, LISTS));
        }
        assertThatThrownBy(() -> PriorFolder.read(folder)).hasMessageContaining("it is no prior");
    }

    /// Trains, and gives the log back without its times.
    private List<Map<String, Double>> run(PriorRecipe recipe, Path path, StopSignal stop, boolean resume)
            throws IOException {
        var run = resume ? RunFolder.open(path) : RunFolder.create(path);
        var config = recipe.config(LEVELS, LISTS);
        try (var data = CodeDataset.open(codes());
                var prior = new Prior(config)) {
            prior.initialize(RandomKey.of(0).named("init"));
            var key = RandomKey.of(0).named("windows");
            var training = new PriorTraining(
                    recipe,
                    prior,
                    LISTS,
                    new CodeWindows(data.part(CodeDataset.TRAIN), config, LISTS, key, PriorTrainingTest::unexpected),
                    new CodeWindows(
                            data.part(CodeDataset.VALIDATION), config, LISTS, key, PriorTrainingTest::unexpected));
            try (var trainer = new Trainer<>(training, recipe.plan(), Compute.plain(), run)) {
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
