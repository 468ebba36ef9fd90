// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.cli.electra.CompressionTraining.Subject;
import dev.triad.cli.electra.CompressionTraining.Terms;
import dev.triad.cli.jukebox.PriorInput;
import dev.triad.cli.jukebox.PriorMeasurement;
import dev.triad.cli.training.RunDescription;
import dev.triad.core.data.codes.CodeDataset;
import dev.triad.core.file.AtomicFolder;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorFolder;
import dev.triad.jukebox.prior.train.CodeWindows;
import dev.triad.jukebox.prior.train.PriorRecipe;
import dev.triad.jukebox.prior.train.PriorTraining;
import dev.triad.quant.pack.KnownCodes;
import dev.triad.quant.plan.Form;
import dev.triad.quant.plan.Plan;
import dev.triad.quant.plan.PlanFile;
import dev.triad.quant.stages.Distilled;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Torch;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/// A prior that learns codes while it is compressed stage by stage, with the uncompressed one as teacher of what
/// may come next (the divergence of their guesses, code by code).
///
/// ```text
/// WORK/
///   compress.json   what was asked for
///   plan.yaml       what becomes of each weight
///   stages/         codes, runs and metrics of each stage
///   model/          the prior as it is packed
/// ```
final class PriorCompression {
    /// Windows computed at once where nobody says.
    private static final int MICRO_BATCH = 4;

    private static final double LEARNING_RATE = 1e-4;

    private final PriorSource source;
    private final Terms terms;
    private final Subject subject;
    private final Compute compute;

    /// @param source the prior as it is
    PriorCompression(PriorSource source, Terms terms, Subject subject, Compute compute) {
        this.source = source;
        this.terms = terms;
        this.subject = subject;
        this.compute = compute;
    }

    /// Bits per code of a prior on the held-out songs.
    static double bits(Prior prior, PriorSource source, Path data, Compute compute, Progress shown) throws IOException {
        var settings = PriorMeasurement.Settings.DEFAULT;
        var measured = PriorMeasurement.of(prior, source.location().lists(), data, settings, compute, shown);
        return measured.metrics().getOrDefault("bits", Double.NaN);
    }

    /// Says what a code costs before and after.
    ///
    /// @param packed the file that was written
    static void compare(PriorSource before, Path packed, Path data, Subject subject, Compute compute, Progress shown)
            throws IOException {
        double floats;
        double few;
        try (var prior = before.location().load(compute)) {
            floats = bits(prior, before, data, compute, shown);
        }
        var after = PriorSource.of(packed);
        try (var prior = after.location().load(compute)) {
            few = bits(prior, after, data, compute, shown);
        }
        subject.screen()
                .printf(
                        Locale.ROOT,
                        "bits per code      %.4f as floats, %.4f packed (%+.4f)%n",
                        floats,
                        few,
                        few - floats);
    }

    /// Trains; the prior to pack is in [#model] then.
    ///
    /// @param plan what becomes of each weight
    /// @param asked how the plan was asked for
    /// @return false if `stop` was raised; the same with `--resume` goes on
    boolean train(Plan plan, SequencedMap<String, Object> asked, Progress shown, StopSignal stop) throws IOException {
        var config = source.config();
        var lists = source.location().lists();
        try (var dataset = CodeDataset.open(terms.data())) {
            PriorInput.requireFits(terms.data(), dataset.manifest().levels(), config);
            var key = RandomKey.of(subject.seed()).named("windows");
            var windows = new CodeWindows(dataset.part(CodeDataset.TRAIN), config, lists, key, shown::message);
            var held = dataset.part(CodeDataset.VALIDATION);
            var heldOut = CodeWindows.anyFits(held, config) ? new CodeWindows(held, config, lists, key, _ -> {}) : null;
            var recipe = recipe(windows.count());
            check(recipe, asked, dataset);
            Files.createDirectories(terms.work());
            PlanFile.write(terms.work().resolve("plan.yaml"), plan, List.of("made by triad quant compress"));
            Torch.setThreads(compute.threads());
            try (var student = source.location().load(compute);
                    var teacher = source.location().load(compute)) {
                var training = new PriorTraining(recipe, student, lists, windows, heldOut);
                var taught = new PriorTraining(recipe, teacher, lists, windows, heldOut);
                var compressed = plan.decide(source.read(weights -> weights.weights())).stream()
                        .filter(decision -> !(decision.form() instanceof Form.Dense))
                        .map(decision -> decision.weight().name())
                        .toList();
                var staged = terms.stages()
                        .training(
                                plan,
                                PriorSource.stages(compressed),
                                subject.iterations(),
                                subject.manner(),
                                Distilled.Answers.CLASSES,
                                subject.screen());
                var stages = terms.work().resolve("stages");
                var steps = staged.teacher().isWanted()
                        ? staged.run(training, taught, recipe.plan(), subject.seed(), compute, stages, shown, stop)
                        : staged.run(training, recipe.plan(), subject.seed(), compute, stages, shown, stop);
                if (steps.isEmpty()) return false;
                student.to(dev.triad.torch.tensor.Device.CPU, DType.F32);
                try (var folder = AtomicFolder.create(model())) {
                    PriorFolder.write(student, lists, folder.path());
                    Files.copy(stages.resolve(KnownCodes.NAME), folder.path().resolve(KnownCodes.NAME));
                    folder.commit();
                }
                return true;
            }
        }
    }

    /// Where the trained prior is.
    Path model() {
        return terms.work().resolve("model");
    }

    /// How it learns after each stage: the rate falls to nothing.
    private PriorRecipe recipe(long windows) {
        long steps = Math.max(1, Math.round(terms.epochs() * windows / terms.batch()));
        var values = new LinkedHashMap<String, Object>();
        values.put("level", source.config().level());
        values.put("batch_size", terms.batch());
        values.put(
                "micro_batch_size", Math.min(terms.batch(), terms.microBatch().orElse(MICRO_BATCH)));
        values.put("steps", steps);
        values.put("decay_steps", steps);
        values.put("warmup_steps", Math.min(20, steps / 10));
        values.put("learning_rate", terms.learningRate().orElse(LEARNING_RATE));
        values.put("recompute", terms.recompute());
        values.put("average_decay", 0);
        values.put("log_every", 10);
        values.put("evaluate_every", 0);
        values.put("checkpoint_every", 100);
        values.put("keep_checkpoints", 1);
        return PriorRecipe.defaults().with(values);
    }

    private void check(PriorRecipe recipe, SequencedMap<String, Object> asked, CodeDataset dataset) throws IOException {
        var description = new RunDescription(source.folder());
        var shards = new LinkedHashMap<String, Object>();
        for (var part : dataset.manifest().parts()) {
            for (var shard : part.shards()) shards.put(shard.file(), "sha256:" + shard.sha256());
        }
        description.add(shards);
        for (String name : List.of("steps", "batch_size", "micro_batch_size", "learning_rate")) {
            description.add(Map.of(name, String.valueOf(recipe.describe().get(name))));
        }
        description.add(Map.of("seed", subject.seed(), "iterations", (long) subject.iterations()));
        description.add(terms.stages().describe());
        description.add(asked);
        RunDescription.open(terms.work(), "compress.json", "--work", terms.resume())
                .check(description);
    }
}
