// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.stages;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Json;
import dev.triad.core.file.Storage;
import dev.triad.core.model.packed.WeightShape;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.quant.pack.KnownCodes;
import dev.triad.quant.pack.WeightError;
import dev.triad.quant.pack.WeightSource;
import dev.triad.quant.plan.Decision;
import dev.triad.quant.plan.Form;
import dev.triad.quant.plan.Plan;
import dev.triad.quant.plan.PlannedWeight;
import dev.triad.quant.product.CodedWeight;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.nn.WeightTransform;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.train.Objective;
import dev.triad.torch.train.RunFolder;
import dev.triad.torch.train.StopSignal;
import dev.triad.torch.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Compresses a model stage by stage: the weights of a stage get their codes and grids, then codebooks and all
/// that is not compressed yet train on the objective, and so on. Codes never change once they are found.
///
/// ```text
/// folder/
///   1-feed-forward/codes.safetensors   what was found
///   1-feed-forward/run/                training after it, as any other run
///   2-embeddings/…
///   stages.json                        metrics before and after training, by stage
/// ```
///
/// The same folder resumes a run that was broken off, wherever that was, with the same result.
///
/// @param <B> the objective's micro-batches
public final class IterativeQuantization<B> implements AutoCloseable {
    private static final String CODES = "codes.safetensors";
    private static final String METRICS = "stages.json";

    private final Objective<B> objective;
    private final StageSettings settings;
    private final Compute compute;
    private final Path folder;
    private final SequencedMap<String, Parameter> parameters;
    private final List<PlannedWeight> weights;
    private final SequencedMap<Stage, List<Decision>> order = new LinkedHashMap<>();
    private final Map<Parameter, WeightTransform> before = new LinkedHashMap<>();
    private final SequencedMap<String, CodedWeight> coded = new LinkedHashMap<>();

    /// @param objective its model is on its device and has the weights to compress
    /// @param plan what becomes of each weight; those that it leaves as floats go on training
    /// @param stages in order, none for those of an encoder; what the plan compresses and no stage has makes a
    ///     last one
    /// @param folder new, or that of a run to go on with
    /// @throws IllegalArgumentException when a pattern fits nothing, or weights with one codebook are in
    ///     different stages
    public IterativeQuantization(
            Objective<B> objective,
            Plan plan,
            List<Stage> stages,
            StageSettings settings,
            Compute compute,
            Path folder) {
        this.objective = objective;
        this.settings = settings;
        this.compute = compute;
        this.folder = folder;
        parameters = objective.model().uniqueParameters();
        weights = parameters.entrySet().stream()
                .map(entry -> new PlannedWeight(entry.getKey(), shape(entry.getValue())))
                .toList();
        var left = new ArrayList<>(plan.decide(weights));
        left.removeIf(decision -> decision.form() instanceof Form.Dense);
        if (left.isEmpty()) {
            throw new IllegalArgumentException(
                    "the plan leaves every weight as floats, so that there is nothing to train in stages");
        }
        if (stages.isEmpty()) {
            stages = Stage.encoder(
                    left.stream().map(each -> each.weight().name()).toList());
        }
        for (var stage : stages) {
            stage.pattern()
                    .require(left.stream().map(each -> each.weight().name()).toList());
            var its = left.stream()
                    .filter(each -> stage.pattern().matches(each.weight().name()))
                    .toList();
            left.removeAll(its);
            if (order.putIfAbsent(stage, its) != null) throw new IllegalArgumentException("there are two " + stage);
        }
        if (!left.isEmpty()) order.put(Stage.REST, List.copyOf(left));
        requireCodebooksWhole();
    }

    private void requireCodebooksWhole() {
        var homes = new HashMap<String, Stage>();
        order.forEach((stage, decisions) -> {
            for (var decision : decisions) {
                if (!(decision.form() instanceof Form.Product form)) continue;
                var book = form.scheme(decision.weight()).codebook();
                if (book.isEmpty()) continue;
                var home = homes.putIfAbsent(book.get(), stage);
                if (home != null && !home.equals(stage)) {
                    throw new IllegalArgumentException("%s is in stage %s, but others with its codebook %s are in %s"
                            .formatted(decision.weight().name(), stage.name(), book.get(), home.name()));
                }
            }
        });
    }

    private static WeightShape shape(Parameter parameter) {
        var shape = parameter.shape();
        int axis = parameter.outputAxis();
        if (axis > 0) {
            long outputs = shape[axis];
            shape[axis] = shape[0];
            shape[0] = outputs;
        }
        return WeightShape.of(shape);
    }

    /// The stages in order, with the weights of each.
    public SequencedMap<Stage, List<Decision>> order() {
        return java.util.Collections.unmodifiableSequencedMap(order);
    }

    /// What each stage will cost and save, on the weights as they are now.
    public List<StageEstimate> estimate() {
        var estimates = new ArrayList<StageEstimate>();
        try (var _ = Scope.open()) {
            var tensors = new TreeMap<String, Tensor>();
            parameters.forEach((name, parameter) -> tensors.put(
                    name,
                    parameter.outputAxis() == 0
                            ? parameter.master()
                            : parameter.master().detach().transpose(0, parameter.outputAxis())));
            var error = new WeightError(
                    new WeightSource(weights, new LinkedHashMap<>(), tensors),
                    RandomKey.of(settings.seed()).named("estimate"),
                    compute.threads());
            order.forEach((stage, decisions) -> {
                for (var decision : decisions) {
                    estimates.add(new StageEstimate(
                            stage,
                            decision,
                            decision.weight().shape().count() * Float.BYTES,
                            decision.bytes(),
                            error.harm(decision.weight(), decision.form())));
                }
            });
        }
        return estimates;
    }

    /// Runs all stages, or those that are left.
    ///
    /// @return whether all are done; else `stop` was raised, and the same call later goes on
    public boolean run(Progress progress, StopSignal stop) throws IOException {
        Files.createDirectories(folder);
        var metrics = readMetrics();
        int number = 0;
        for (var entry : order.entrySet()) {
            number++;
            var stage = entry.getKey();
            var place = folder.resolve(number + "-" + stage.name());
            compress(place, entry.getValue(), number);
            progress.message("stage %d of %d, %s: %d weights compressed"
                    .formatted(
                            number, order.size(), stage.name(), entry.getValue().size()));
            record(metrics, stage.name() + " compressed", progress);
            if (settings.training() != null && !train(place.resolve("run"), number, progress, stop)) return false;
            if (settings.training() != null) record(metrics, stage.name() + " trained", progress);
            if (stop.requested() && number < order.size()) return false;
        }
        return true;
    }

    private void compress(Path place, List<Decision> decisions, int number) throws IOException {
        for (var decision : decisions) {
            var parameter = parameters.get(decision.weight().name());
            if (parameter != null) before.putIfAbsent(parameter, parameter.transform());
        }
        var compression = new StageCompression(parameters, decisions, settings, compute.threads());
        var file = place.resolve(CODES);
        if (Files.exists(file)) {
            coded.putAll(compression.read(file));
            return;
        }
        Files.createDirectories(place);
        coded.putAll(
                compression.find(RandomKey.of(settings.seed()).named("stage").named(Integer.toString(number))));
        compression.write(file);
    }

    private boolean train(Path place, int number, Progress progress, StopSignal stop) throws IOException {
        var training = settings.training();
        if (training == null) return true;
        var run = Files.isDirectory(place) ? RunFolder.open(place) : RunFolder.create(place);
        try (var trainer = new Trainer<>(objective, training.withSeed(settings.seed() + number), compute, run)) {
            trainer.resume(false);
            return trainer.run(progress, stop) != Trainer.Outcome.INTERRUPTED;
        }
    }

    /// Metrics are recorded once: a resumed run passes over models that it has measured.
    private void record(SequencedMap<String, Object> metrics, String when, Progress progress) throws IOException {
        if (metrics.containsKey(when)) return;
        var measured = objective.evaluate(compute);
        progress.message(when + ": " + measured);
        metrics.put(when, measured);
        AtomicFile.write(folder.resolve(METRICS), Json.render(metrics), Storage.DISK);
    }

    private SequencedMap<String, Object> readMetrics() throws IOException {
        var file = folder.resolve(METRICS);
        return new LinkedHashMap<>(Files.exists(file) ? Json.parse(Files.readAllBytes(file)) : Map.of());
    }

    /// Writes what layers see into the master weights and takes the codes away: an ordinary model. Where no rows
    /// are scaled, its weights have as many different blocks as their codebooks, so that packing by the same plan
    /// finds the same codes; [#codes] are kept for those that have scales.
    public void settle() {
        var pass = Pass.evaluation(new Compute(Device.CPU, DType.F32, compute.attention(), compute.threads()));
        before.forEach((parameter, transform) -> {
            try (var _ = Scope.open();
                    var _ = NoGrad.open()) {
                parameter.assign(parameter.value(pass).detach());
            }
            parameter.transform(transform);
        });
    }

    /// The product codes of the stages that were run, by the names of weights: what [dev.triad.quant.pack.Packer]
    /// is to store.
    public SequencedMap<String, KnownCodes> codes() {
        var codes = new LinkedHashMap<String, KnownCodes>();
        coded.forEach((name, weight) -> codes.put(
                name,
                new KnownCodes(
                        weight.codebook().blockSize(),
                        weight.codebook().centroids().toFloats(),
                        weight.codes(),
                        weight.rowScales())));
        return codes;
    }

    /// Frees codes and codebooks; master weights are what they were, or as [#settle] left them.
    @Override
    public void close() {
        before.forEach(Parameter::transform);
        coded.values().forEach(CodedWeight::close);
    }
}
