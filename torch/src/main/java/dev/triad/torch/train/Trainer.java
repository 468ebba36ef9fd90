// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.optim.Adam;
import dev.triad.torch.optim.Gradients;
import dev.triad.torch.optim.WeightAverage;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import dev.triad.torch.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Trains an [Objective] by a [TrainingPlan] in a [RunFolder]:
///
/// ```java
/// try (var trainer = new Trainer<>(objective, plan, compute, folder)) {
///     trainer.resume(false);
///     trainer.run(progress, stop);
/// }
/// ```
public final class Trainer<B> implements AutoCloseable {
    /// How a run ended.
    public enum Outcome {
        COMPLETED,
        /// The deciding metric got no better for as long as the plan has patience.
        STOPPED_EARLY,
        /// The stop signal was raised; a checkpoint holds everything done so far.
        INTERRUPTED
    }

    private final Objective<B> objective;
    private final TrainingPlan plan;
    private final Compute compute;
    private final RunFolder folder;
    private final RandomKey key;
    private final Adam adam;
    private final @Nullable WeightAverage average;
    private final SequencedMap<String, Object> notes = new LinkedHashMap<>();
    private long completed;
    private double best = Double.NaN;
    private int sinceBest;

    /// The model must be initialised (or loaded) and on its device.
    public Trainer(Objective<B> objective, TrainingPlan plan, Compute compute, RunFolder folder) {
        this.objective = objective;
        this.plan = plan;
        this.compute = compute;
        this.folder = folder;
        Torch.setThreads(compute.threads());
        key = RandomKey.of(plan.seed()).named("train");
        adam = new Adam(objective.model().uniqueParameters(), plan.adam(), plan.rules(), compute.threads());
        average = plan.averageDecay() > 0 ? new WeightAverage(objective.model(), plan.averageDecay()) : null;
    }

    /// Completed optimiser steps.
    public long completed() {
        return completed;
    }

    /// Takes over the newest checkpoint, if there is one.
    ///
    /// @param allowDrift go on although threads, dtype, attention form or BLAS differ from the recorded ones
    /// @return whether there was one
    public boolean resume(boolean allowDrift) throws IOException {
        folder.checkpoints().clean();
        var checkpoint = folder.checkpoints().latest();
        if (checkpoint.isEmpty()) return false;
        var state = TrainingState.read(checkpoint.get());
        if (!allowDrift) state.requireSame(compute, plan.seed());
        objective.load(checkpoint.get());
        try (var _ = Scope.open();
                var moments = TensorFile.open(checkpoint.get().resolve("state.safetensors"))) {
            adam.load(moments.tensors());
            TransformState.load(objective.model(), moments.tensors());
        }
        if (average != null) {
            try (var _ = Scope.open();
                    var averages = TensorFile.open(checkpoint.get().resolve("ema.safetensors"))) {
                average.load(averages.tensors());
            }
        }
        completed = state.step();
        best = state.bestMetric();
        sinceBest = state.sinceBest();
        return true;
    }

    /// Something else that `run.json` should say: a configuration, the hashes of data. A resumed run keeps what was
    /// noted at its start.
    public void note(String name, Object value) {
        notes.put(name, value);
    }

    /// Trains until the plan's steps are done or `stop` is raised; either way a checkpoint is written.
    ///
    /// @throws TrainingException when the loss is no longer a number; checkpoints before that remain
    public Outcome run(Progress progress, StopSignal stop) throws IOException {
        var description = new LinkedHashMap<String, Object>();
        description.put("plan", plan.describe());
        description.put("compute", Provenance.compute(compute));
        description.put("environment", Provenance.environment());
        description.putAll(notes);
        folder.describe(description);
        try (var log = RunLog.open(folder.path(), completed);
                var task = progress.start("training", plan.steps(), "steps")) {
            task.advance(completed);
            long saved = completed;
            if (outOfPatience()) return Outcome.STOPPED_EARLY;
            for (long step = completed; step < plan.steps(); step++) {
                try (var _ = Scope.open()) {
                    var losses = backward(step);
                    double norm = Gradients.norm(adam.leaves());
                    if (!Double.isFinite(norm)) throw broken(norm, step, losses);
                    double rate = plan.schedule().at(step);
                    adam.step(rate, plan.clipNorm() > 0 ? Gradients.clip(norm, plan.clipNorm()) : 1);
                    Gradients.clear(adam.leaves());
                    if (average != null) average.update();
                    completed = step + 1;
                    report(log, task, losses, norm, rate);
                }
                task.advance(1);
                boolean last = completed == plan.steps();
                if (isDue(plan.evaluateEvery(), last)) evaluate(log, progress);
                if (completed % plan.checkpointEvery() == 0 || last || stop.requested() || outOfPatience()) {
                    folder.checkpoints().write(completed, plan.keepCheckpoints(), this::save);
                    saved = completed;
                }
                if (stop.requested() && !last) {
                    progress.message("stopped after step " + saved + "; a checkpoint was written, resume to go on");
                    return Outcome.INTERRUPTED;
                }
                if (outOfPatience() && !last) {
                    progress.message("stopped early after step " + saved + ": " + sinceBest
                            + " evaluations in a row were no better");
                    return Outcome.STOPPED_EARLY;
                }
            }
            return Outcome.COMPLETED;
        }
    }

    /// Gradients of one step, and its losses summed over the micro-batches.
    private SequencedMap<String, Tensor> backward(long step) throws IOException {
        var sums = new LinkedHashMap<String, Tensor>();
        var batches = objective.batches(step);
        for (int micro = 0; micro < batches.size(); micro++) {
            var pass = Pass.training(compute, key, step, micro);
            Loss loss;
            try (var _ = Autocast.open(compute.device(), compute.dtype())) {
                loss = objective.loss(batches.get(micro), pass);
            }
            loss.backward();
            add(sums, "loss", loss.total());
            loss.parts().forEach((name, part) -> add(sums, name, part));
        }
        return sums;
    }

    private static void add(SequencedMap<String, Tensor> sums, String name, Tensor value) {
        var detached = value.detach();
        sums.merge(name, detached, Tensor::add);
    }

    /// What to say before a broken gradient reaches the weights: which losses and which gradients are broken.
    private TrainingException broken(double norm, long step, SequencedMap<String, Tensor> losses) {
        var culprits = new ArrayList<String>();
        losses.forEach((name, value) -> {
            if (!Double.isFinite(value.item())) culprits.add(name + " = " + value.item());
        });
        objective.model().uniqueParameters().forEach((name, parameter) -> {
            for (var leaf : parameter.leaves().values()) {
                var gradient = leaf.grad();
                boolean bad =
                        gradient != null && !Double.isFinite(gradient.norm().item());
                if (bad && culprits.size() < 5) culprits.add("the gradient of " + name);
            }
        });
        return new TrainingException(
                "the gradient norm became " + norm + " at step " + step + " (" + String.join(", ", culprits)
                        + "); the weights were left as they were before it, and the checkpoints are kept: lower the learning rate and resume");
    }

    private void report(RunLog log, Progress.Task task, SequencedMap<String, Tensor> losses, double norm, double rate)
            throws IOException {
        boolean last = completed == plan.steps();
        if (!isDue(plan.logEvery(), last)) return;
        var scalars = new LinkedHashMap<String, Double>();
        losses.forEach((name, value) -> scalars.put(name, value.item()));
        scalars.put("learning_rate", rate);
        scalars.put("gradient_norm", norm);
        log.write(completed, "train", scalars);
        task.note("loss %.4f".formatted(scalars.getOrDefault("loss", Double.NaN)));
    }

    private boolean isDue(long interval, boolean last) {
        return interval > 0 && (completed % interval == 0 || last);
    }

    private void evaluate(RunLog log, Progress progress) throws IOException {
        SequencedMap<String, Double> metrics;
        try (var _ = average == null ? (WeightAverage.Swap) () -> {} : average.swapIn()) {
            metrics = objective.evaluate(compute);
        }
        log.write(completed, "evaluate", metrics);
        progress.message("step " + completed + ": " + metrics);
        var deciding = plan.best();
        if (deciding == null) return;
        double value = metrics.getOrDefault(deciding.metric(), Double.NaN);
        if (deciding.improves(value, best)) {
            best = value;
            sinceBest = 0;
            folder.checkpoints().writeBest(this::save);
        } else {
            sinceBest++;
        }
    }

    private boolean outOfPatience() {
        var deciding = plan.best();
        return deciding != null && deciding.patience() > 0 && sinceBest >= deciding.patience();
    }

    private void save(Path checkpoint) throws IOException {
        objective.save(checkpoint);
        try (var _ = Scope.open()) {
            var state = adam.state();
            state.putAll(TransformState.of(objective.model()));
            TensorFile.write(checkpoint.resolve("state.safetensors"), Map.of(), state);
            if (average != null) TensorFile.write(checkpoint.resolve("ema.safetensors"), Map.of(), average.state());
        }
        new TrainingState(
                        completed,
                        plan.seed(),
                        plan.steps(),
                        best,
                        sinceBest,
                        Provenance.compute(compute),
                        Provenance.environment())
                .write(checkpoint);
    }

    @Override
    public void close() {
        adam.close();
        if (average != null) average.close();
    }
}
