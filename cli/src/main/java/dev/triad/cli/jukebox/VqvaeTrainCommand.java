// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.console.SettingsFile;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.core.audio.AudioSource;
import dev.triad.core.random.RandomKey;
import dev.triad.corpus.audio.AudioDataset;
import dev.triad.corpus.audio.AudioManifest;
import dev.triad.jukebox.vqvae.VqVae;
import dev.triad.jukebox.vqvae.train.CodecRecipe;
import dev.triad.jukebox.vqvae.train.CodecRecipe.Preset;
import dev.triad.jukebox.vqvae.train.CodecTraining;
import dev.triad.report.RunCurves;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Torch;
import dev.triad.torch.train.RunFolder;
import dev.triad.torch.train.StopSignal;
import dev.triad.torch.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
            "triad jukebox vqvae train --resume --out codec"
        })
public final class VqvaeTrainCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "SONGS", description = "A folder made by 'triad jukebox dataset'.")
    @Nullable
    Path data;

    @Option(
            names = "--out",
            paramLabel = "RUN",
            description = "The folder of the run: new or empty, or with --resume that of the run to go on with.")
    @Nullable
    Path out;

    @Option(
            names = "--preset",
            paramLabel = "SIZE",
            defaultValue = "nano",
            description = "Size and recipe: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    Preset preset = Preset.NANO;

    @Option(names = "--config", paramLabel = "FILE", description = "A YAML file of settings.")
    @Nullable
    Path config;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting; may be repeated.")
    List<String> settings = new ArrayList<>();

    @Option(names = "--resume", description = "Go on with the run in --out, with its own data and settings.")
    boolean resume;

    @Option(
            names = "--allow-drift",
            description = "Resume although threads, element type or libraries differ from those of the run.")
    boolean allowDrift;

    @Option(names = "--show", description = "Print the settings and the model's sizes, and do nothing else.")
    boolean show;

    @Mixin
    ComputeOptions compute = new ComputeOptions();

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (show) return showSettings();
        if (out == null) throw new ParameterException(spec.commandLine(), "Missing required option: '--out=RUN'");
        var recorded = resume ? RecordedCodecRun.read(out) : null;
        var recipe = recorded == null ? chosen() : recorded.recipe().with(SettingsFile.parse(settings));
        var from = data != null ? data : recorded == null ? null : recorded.data();
        if (from == null) throw new ParameterException(spec.commandLine(), "Missing required option: '--data=SONGS'");
        try (var dataset = AudioDataset.open(from)) {
            if (recorded != null) recorded.requireSame(dataset);
            return train(recipe, dataset, out);
        }
    }

    private CodecRecipe chosen() throws IOException {
        var chosen = preset.recipe();
        if (config != null) {
            try {
                chosen = chosen.with(SettingsFile.read(config));
            } catch (IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                throw new IllegalArgumentException(
                        message.startsWith(config.toString()) ? message : config + ": " + message, e);
            }
        }
        return chosen.with(SettingsFile.parse(settings));
    }

    private int showSettings() throws IOException {
        var recipe = chosen();
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

    private int train(CodecRecipe recipe, AudioDataset dataset, Path run) throws IOException {
        // The codec has no attention; what is measured about it does not matter here.
        var resolved = compute.resolve(1);
        Torch.setThreads(resolved.threads());
        try (var model = new VqVae(recipe.vqVae(), recipe.codebookRule())) {
            model.initialize(RandomKey.of(recipe.get(CodecRecipe.SEED)).named("init"));
            model.to(resolved.device(), DType.F32);
            spec.commandLine().getErr().println(describe(model));
            try (var shown = progress.open();
                    var stop = StopSignal.onInterrupt();
                    var training = new CodecTraining(
                            recipe,
                            model,
                            dataset.part(AudioManifest.TRAIN),
                            validation(dataset),
                            run.resolve("samples"));
                    // what does not fit the songs leaves no folder behind
                    var trainer = new Trainer<>(training, recipe.plan(), resolved, folder(run))) {
                trainer.note("preset", preset.toString());
                trainer.note("configuration", recipe.describe());
                trainer.note("bandwidth", training.bandwidth());
                trainer.note("data", RecordedCodecRun.describe(dataset));
                if (resume && !trainer.resume(allowDrift)) {
                    shown.message(run + " has no checkpoint yet; starting at step 0");
                }
                var outcome = trainer.run(shown, stop);
                RunCurves.draw(run, List.of());
                if (outcome == Trainer.Outcome.COMPLETED) {
                    shown.message(
                            "trained; the codec is " + CodecLocation.of(run).folder());
                }
                return outcome == Trainer.Outcome.COMPLETED ? ExitCode.OK : ExitCode.FAILED;
            }
        }
    }

    private RunFolder folder(Path run) throws IOException {
        return resume ? RunFolder.open(run) : RunFolder.create(run);
    }

    private static @Nullable AudioSource validation(AudioDataset dataset) {
        return dataset.parts().contains(AudioManifest.VALIDATION)
                        && !dataset.part(AudioManifest.VALIDATION).songs().isEmpty()
                ? dataset.part(AudioManifest.VALIDATION)
                : null;
    }
}
