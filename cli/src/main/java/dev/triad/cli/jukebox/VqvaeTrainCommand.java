// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.cli.training.RecordedRun;
import dev.triad.cli.training.RunOptions;
import dev.triad.core.audio.AudioSource;
import dev.triad.core.random.RandomKey;
import dev.triad.corpus.audio.AudioDataset;
import dev.triad.corpus.audio.AudioManifest;
import dev.triad.jukebox.vqvae.VqVae;
import dev.triad.jukebox.vqvae.train.CodecRecipe;
import dev.triad.jukebox.vqvae.train.CodecRecipe.Preset;
import dev.triad.jukebox.vqvae.train.CodecTraining;
import dev.triad.quant.noise.NoisePlan;
import dev.triad.report.RunCurves;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Torch;
import dev.triad.torch.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triad jukebox vqvae train`.
@Command(
        name = "train",
        header = "Trains a codec on a data set of songs.",
        description = {
            "Presets carry each size's recipe; --config and --set change single settings, and --show lists them all."
                    + " While it trains, the run's folder gets checkpoints, TensorBoard events, curves, and for a few"
                    + " held-out clips the sound and the spectrograms of every level.",
            "Ctrl-C writes a checkpoint; --resume goes on from the newest one and gives the numbers an uninterrupted"
                    + " run would have given."
        },
        footer = {
            "triad jukebox vqvae train --data songs-8k --preset nano --out codec",
            "triad jukebox vqvae train --data songs-44k --preset jukebox --set batch_size=8 --dtype bf16 --out codec",
            "triad jukebox vqvae train --data songs-8k --preset nano --noise pq --noise-rule"
                    + " 'encoders.#.level_blocks.0.model.0.0.weight=none' --out codec",
            "triad jukebox vqvae train --resume --out codec"
        })
public final class VqvaeTrainCommand implements Callable<Integer> {
    private static final String DATA = "data";

    @Option(names = "--data", paramLabel = "SONGS", description = "A folder made by 'triad jukebox dataset'.")
    @Nullable
    Path data;

    @Option(
            names = "--preset",
            paramLabel = "SIZE",
            defaultValue = "nano",
            description = "Size and recipe: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    Preset preset = Preset.NANO;

    @Mixin
    RunOptions run = new RunOptions();

    @Mixin
    ComputeOptions compute = new ComputeOptions();

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (run.isShowOnly()) return showSettings();
        run.folder();
        var recorded = run.recorded();
        var recipe = recipe(recorded);
        var from = run.require(
                "--data=SONGS",
                data != null
                        ? data
                        : recorded.flatMap(before -> before.folder(DATA)).orElse(null));
        try (var dataset = AudioDataset.open(from)) {
            recorded.ifPresent(before -> before.requireSame(DATA, from, shards(dataset)));
            return train(recipe, dataset, run.noise(recorded, "*"));
        }
    }

    private CodecRecipe recipe(Optional<RecordedRun> recorded) throws IOException {
        return run.recipe(preset.recipe(), CodecRecipe::with, recorded, Map.of());
    }

    private static Map<String, String> shards(AudioDataset dataset) {
        var shards = new LinkedHashMap<String, String>();
        for (var shard : dataset.manifest().shards()) shards.put(shard.file(), shard.sha256());
        return shards;
    }

    private int showSettings() throws IOException {
        var recipe = recipe(Optional.empty());
        var lines = spec.commandLine().getOut();
        recipe.describe().forEach((name, value) -> lines.println(name + ": " + value));
        try (var model = new VqVae(recipe.vqVae())) {
            lines.println(describe(model));
        }
        return ExitCode.OK;
    }

    private static String describe(VqVae model) {
        var config = model.config();
        var text = new StringBuilder("%,d parameters".formatted(model.parameterCount()));
        for (int level = 0; level < config.levels(); level++) {
            text.append(String.format(
                    Locale.ROOT,
                    "; level %d: %,.1f codes per second, %,.1f kbit/s",
                    level,
                    config.codesPerSecond(level),
                    config.bitsPerSecond(level) / 1000));
        }
        return text.toString();
    }

    private int train(CodecRecipe recipe, AudioDataset dataset, NoisePlan noise) throws IOException {
        // The codec has no attention; what is measured about it does not matter here.
        var resolved = compute.resolve(1);
        Torch.setThreads(resolved.threads());
        try (var model = new VqVae(recipe.vqVae(), recipe.codebookRule())) {
            model.initialize(RandomKey.of(recipe.get(CodecRecipe.SEED)).named("init"));
            model.to(resolved.device(), DType.F32);
            spec.commandLine().getErr().println(describe(model));
            noise.install(model);
            try (var shown = progress.open();
                    // what does not fit the songs leaves no folder behind
                    var training = new CodecTraining(
                            recipe,
                            model,
                            dataset.part(AudioManifest.TRAIN),
                            validation(dataset),
                            run.folder().resolve("samples"))) {
                var notes = new LinkedHashMap<String, Object>();
                notes.put("preset", preset.toString());
                notes.put("configuration", recipe.describe());
                notes.put("bandwidth", training.bandwidth());
                notes.put(DATA, RecordedRun.describe(dataset.directory(), shards(dataset)));
                var outcome = run.train(training, recipe.plan(), resolved, notes, noise, new RunCurves(), shown);
                if (outcome != Trainer.Outcome.COMPLETED) return ExitCode.FAILED;
                shown.message("trained; the codec is "
                        + CodecLocation.of(run.folder()).folder());
                return ExitCode.OK;
            }
        }
    }

    private static @Nullable AudioSource validation(AudioDataset dataset) {
        return dataset.parts().contains(AudioManifest.VALIDATION)
                        && !dataset.part(AudioManifest.VALIDATION).songs().isEmpty()
                ? dataset.part(AudioManifest.VALIDATION)
                : null;
    }
}
