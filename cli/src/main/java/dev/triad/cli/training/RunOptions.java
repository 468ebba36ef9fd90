// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.training;

import dev.triad.cli.console.SettingsFile;
import dev.triad.core.progress.Progress;
import dev.triad.quant.noise.NoisePlan;
import dev.triad.report.RunCurves;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.train.Objective;
import dev.triad.torch.train.RunFolder;
import dev.triad.torch.train.StopSignal;
import dev.triad.torch.train.Trainer;
import dev.triad.torch.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The mixin of commands that train a model in a folder of its own, by a preset's recipe with settings over it.
public final class RunOptions {
    @Option(
            names = "--out",
            paramLabel = "RUN",
            description = "The folder of the run: new or empty, or with --resume that of the run to go on with.")
    @Nullable
    Path out;

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

    @Option(names = "--show", description = "Print the settings and what they amount to, and do nothing else.")
    boolean show;

    @Mixin
    NoiseOptions noise = new NoiseOptions();

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    /// Whether settings are only to be shown.
    public boolean isShowOnly() {
        return show;
    }

    /// The run's folder.
    ///
    /// @throws ParameterException without one
    public Path folder() {
        return require("--out=RUN", out);
    }

    /// An option's value, or that of the run that goes on.
    ///
    /// @param option how usage has it
    /// @throws ParameterException without one
    public <T> T require(String option, @Nullable T value) {
        if (value != null) return value;
        throw new ParameterException(spec.commandLine(), "Missing required option: '" + option + "'");
    }

    /// What is to go on; empty for a new run.
    public Optional<RecordedRun> recorded() throws IOException {
        return resume ? Optional.of(RecordedRun.read(folder())) : Optional.empty();
    }

    /// The recipe: a preset's, with the file's settings and then single ones over it, or the one that the run was
    /// started with.
    ///
    /// @param with replaces some settings of a recipe
    /// @param preset every setting is replaced where a run goes on
    /// @param shorthands settings that have options of their own
    public <R> R recipe(
            R preset, BiFunction<R, Map<String, ?>, R> with, Optional<RecordedRun> recorded, Map<String, ?> shorthands)
            throws IOException {
        var chosen = preset;
        if (recorded.isPresent()) {
            chosen = with.apply(chosen, recorded.get().configuration());
        } else if (config != null) {
            try {
                chosen = with.apply(chosen, SettingsFile.read(config));
            } catch (IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                throw new IllegalArgumentException(
                        message.startsWith(config.toString()) ? message : config + ": " + message, e);
            }
        }
        return with.apply(with.apply(chosen, shorthands), SettingsFile.parse(settings));
    }

    /// The noise that was asked for; a run that goes on keeps its own.
    ///
    /// @param usual the parameters that noise is for when nobody says
    public NoisePlan noise(Optional<RecordedRun> recorded, String usual) {
        var asked = noise.plan(usual);
        if (recorded.isEmpty()) return asked;
        var before = recorded.get().noise();
        if (noise.isGiven() && !asked.equals(before)) {
            throw new IllegalArgumentException("the run was started with "
                    + (before.rules().isEmpty() ? "no noise" : "noise " + before.describe())
                    + "; resume it without --noise, or start another");
        }
        return before;
    }

    /// Trains, and draws the curves.
    ///
    /// @param notes what `run.json` says about the run
    /// @param noise what is installed on the model already
    /// @param curves draws them
    /// @param shown progress and messages
    public <B> Trainer.Outcome train(
            Objective<B> objective,
            TrainingPlan plan,
            Compute compute,
            Map<String, Object> notes,
            NoisePlan noise,
            RunCurves curves,
            Progress shown)
            throws IOException {
        var run = folder();
        var home = resume ? RunFolder.open(run) : RunFolder.create(run);
        try (var stop = StopSignal.onInterrupt();
                var trainer = new Trainer<>(objective, plan, compute, home)) {
            notes.forEach(trainer::note);
            if (!noise.rules().isEmpty()) trainer.note("noise", noise.describe());
            if (resume && !trainer.resume(allowDrift)) {
                shown.message(run + " has no checkpoint yet; starting at step 0");
            }
            var outcome = trainer.run(shown, stop);
            curves.draw(run);
            return outcome;
        }
    }
}
