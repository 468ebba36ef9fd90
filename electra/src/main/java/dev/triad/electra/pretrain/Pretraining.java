// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import dev.triad.core.data.ShardSet;
import dev.triad.core.random.RandomKey;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Vocabulary;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Functional.Reduction;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import dev.triad.torch.tensor.Tensors;
import dev.triad.torch.train.Loss;
import dev.triad.torch.train.Objective;
import dev.triad.torch.train.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Replaced token detection as something to train (Clark et al. 2020, section 3): a generator guesses masked tokens,
/// its samples are written over the originals, and the discriminator says for every token whether it is the
/// original. Both are trained at once on L_G + λ L_D. The baselines of the paper's section 3.4 are here as well.
public final class Pretraining implements Objective<PretrainingBatch> {
    /// Names of the tensors beside the models in a checkpoint.
    private static final String EXTRAS = "pretraining.safetensors";

    private final PretrainingConfig config;
    private final PretrainingModel model;
    private final PretrainingData first;
    private final @Nullable PretrainingData second;
    private final long secondFrom;
    private final @Nullable PretrainingData heldOut;
    private final ModelFiles files;
    private final Health health;
    private long stepsSeen;

    /// Writes what belongs beside the weights of a model, such as its tokenizer's files.
    @FunctionalInterface
    public interface ModelFiles {
        /// @param folder of one model, in a checkpoint under way
        void write(Path folder) throws IOException;
    }

    /// The text to learn from.
    ///
    /// @param train examples to learn from
    /// @param second examples of the second phase (longer ones), or null where there is but one phase
    /// @param heldOut examples to measure on, or null
    /// @param vocabulary of the tokenizer that made them all
    public record Text(
            ShardSet train,
            @Nullable ShardSet second,
            @Nullable ShardSet heldOut,
            Vocabulary vocabulary) {}

    /// @param model initialised or loaded, on its device
    /// @param files writes tokenizer files into each model's folder
    public Pretraining(PretrainingConfig config, PretrainingModel model, Text text, ModelFiles files) {
        this.config = config;
        this.model = model;
        this.files = files;
        if (text.train().examples() == 0) throw new IllegalArgumentException("there are no examples to train on");
        var key = RandomKey.of(config.get(PretrainingConfig.SEED)).named("data");
        int batch = config.get(PretrainingConfig.BATCH_SIZE);
        int length = config.get(PretrainingConfig.SEQUENCE_LENGTH);
        first = new PretrainingData(
                text.train(), batch, config.microBatchSize(), length, masking(length, text), key.named("first"));
        if (text.second() == null) {
            second = null;
            secondFrom = Long.MAX_VALUE;
        } else {
            int longer = config.get(PretrainingConfig.SECOND_SEQUENCE_LENGTH);
            int asked = config.get(PretrainingConfig.SECOND_BATCH_SIZE);
            int rows = asked > 0 ? asked : Math.max(1, batch * length / longer);
            int micro = Math.max(1, Math.min(rows, config.microBatchSize() * length / longer));
            second =
                    new PretrainingData(text.second(), rows, micro, longer, masking(longer, text), key.named("second"));
            secondFrom =
                    (long) Math.ceil(config.get(PretrainingConfig.STEPS) * config.get(PretrainingConfig.SECOND_PHASE));
        }
        heldOut = text.heldOut() == null || text.heldOut().examples() == 0
                ? null
                : new PretrainingData(
                        text.heldOut(),
                        batch,
                        config.microBatchSize(),
                        length,
                        masking(length, text),
                        key.named("held-out"));
        health = new Health(
                config.get(PretrainingConfig.WARMUP_STEPS),
                config.get(PretrainingConfig.STEPS),
                text.vocabulary().size());
        int pad = text.vocabulary().id(SpecialToken.PADDING);
        if (pad != model.main().config().encoder().padTokenId()) {
            throw new IllegalArgumentException("the model fills up with token "
                    + model.main().config().encoder().padTokenId() + ", the data with " + pad);
        }
    }

    private Masking masking(int length, Text text) {
        return new Masking(
                config.get(PretrainingConfig.MASK_SHARE),
                config.get(PretrainingConfig.MASK_TOKEN_SHARE),
                config.get(PretrainingConfig.ORIGINAL_MASKING),
                length,
                text.vocabulary());
    }

    @Override
    public PretrainingModel model() {
        return model;
    }

    @Override
    public List<PretrainingBatch> batches(long step) {
        stepsSeen = step + 1;
        return second != null && step >= secondFrom ? second.shuffled(step) : first.shuffled(step);
    }

    @Override
    public Loss loss(PretrainingBatch batch, Pass pass) {
        var parts = new LinkedHashMap<String, Tensor>();
        var result = forward(batch, pass);
        var total = result.mainLoss().mul(mainWeight());
        if (result.generatorLoss() != null) {
            total = total.add(result.generatorLoss().mul(config.get(PretrainingConfig.GENERATOR_WEIGHT)));
            parts.put("generator_loss", result.generatorLoss());
        }
        parts.put(model.objective().detects() ? "discriminator_loss" : "masked_loss", result.mainLoss());
        if (result.labels() != null) {
            parts.put("replaced", result.labels().sum().div((double) batch.tokens()));
        }
        parts.put("flops", Tensors.scalar(TrainingFlops.of(model, batch), DType.F64));
        return new Loss(total, result.mainLogits(), parts);
    }

    /// Floating-point operations of a training step, see [TrainingFlops], as the mean over the first few.
    public double meanFlops() {
        int steps = 16;
        double sum = 0;
        for (int step = 0; step < steps; step++) {
            for (var batch : first.shuffled(step)) sum += TrainingFlops.of(model, batch);
        }
        return sum / steps;
    }

    private double mainWeight() {
        return model.objective().detects() ? config.get(PretrainingConfig.DISCRIMINATOR_WEIGHT) : 1;
    }

    /// What a forward pass gives: losses averaged over the step's tokens, and what metrics need.
    ///
    /// @param generatorLoss L_G, or null without a generator
    /// @param mainLoss L_D, or that of the masked language model
    /// @param guesses the logits of whoever guesses masked tokens, generator or encoder [K, V]
    /// @param sampled the replacements [K], or null
    /// @param mainLogits per token [N] where replacements are detected, else [K or N, V]
    /// @param labels per token 1 where it was replaced [N], or null
    private record Forward(
            @Nullable Tensor generatorLoss,
            Tensor mainLoss,
            Tensor guesses,
            @Nullable Tensor sampled,
            Tensor mainLogits,
            @Nullable Tensor labels) {}

    private Forward forward(PretrainingBatch batch, Pass pass) {
        var device = pass.compute().device();
        var main = model.main();
        var chosen = Tensors.of(batch.chosen()).to(device); // [K]
        var targets = Tensors.of(batch.targets()).to(device); // [K]
        var input = EncoderInput.of(batch.masked(), main.config().encoder(), device);
        if (!model.objective().hasGenerator()) {
            var hidden = main.encoder().forward(input, pass).index_select(0, chosen); // [K, H]
            var logits = PretrainingModel.languageHead(main).logits(hidden, pass); // [K, V]
            return new Forward(null, nll(logits, targets).div(choices(batch)), logits, null, logits, null);
        }

        // The generator guesses all chosen tokens, masked or not, and samples what replaces them.
        var generator = model.generator();
        var guessed = generator.encoder().forward(input, pass).index_select(0, chosen); // [K, H_G]
        var guesses = PretrainingModel.languageHead(generator).logits(guessed, pass); // [K, V]
        var generatorLoss = nll(guesses, targets).div(choices(batch));
        var sampled = Replacements.sample(
                guesses,
                targets,
                config.get(PretrainingConfig.TEMPERATURE),
                config.get(PretrainingConfig.DISALLOW_CORRECT),
                pass);

        // The samples stand in the original sequence, not in the masked one.
        var original = Tensors.of(batch.originalTokens()).to(device); // [N]
        var corrupted = Replacements.corrupt(original, chosen, sampled, config.get(PretrainingConfig.ORIGINAL_MASKING));
        var labels = corrupted.ne(original).to(DType.F32); // [N], 1 = replaced
        var hidden = main.encoder().forward(input.withIds(corrupted), pass); // [N, H]
        return switch (model.objective()) {
            case ELECTRA, MLM -> {
                var logits = model.detector().logits(hidden, pass).to(DType.F32); // [N]
                var loss = Functional.binaryCrossEntropyWithLogits(logits, labels, Reduction.SUM);
                yield new Forward(generatorLoss, loss.div((double) batch.tokens()), guesses, sampled, logits, labels);
            }
            case ELECTRA_15 -> {
                var logits = model.detector().logits(hidden, pass).to(DType.F32);
                var loss = Functional.binaryCrossEntropyWithLogits(
                        logits.index_select(0, chosen), labels.index_select(0, chosen), Reduction.SUM);
                yield new Forward(generatorLoss, loss.div(choices(batch)), guesses, sampled, logits, labels);
            }
            case REPLACE_MLM -> {
                var logits = PretrainingModel.languageHead(main).logits(hidden.index_select(0, chosen), pass);
                yield new Forward(
                        generatorLoss, nll(logits, targets).div(choices(batch)), guesses, sampled, logits, labels);
            }
            case ALL_TOKENS_MLM -> {
                var logits = PretrainingModel.languageHead(main).logits(hidden, pass); // [N, V]
                var nll = Functional.crossEntropy(logits.to(DType.F32), original, Reduction.NONE); // [N]
                var gate = model.gate(hidden, pass).to(DType.F32); // [N]
                var loss =
                        Replacements.copyLoss(nll, gate, labels.mul(-1).add(1)).sum();
                yield new Forward(generatorLoss, loss.div((double) batch.tokens()), guesses, sampled, logits, labels);
            }
        };
    }

    private static double choices(PretrainingBatch batch) {
        return (double) batch.choices();
    }

    private static Tensor nll(Tensor logits, Tensor targets) {
        return Functional.crossEntropy(logits.to(DType.F32), targets, Reduction.SUM);
    }

    /// Held-out text under masks that are the same every time.
    ///
    /// @throws TrainingException when the run is dead: see [Health]
    @Override
    public SequencedMap<String, Double> evaluate(Compute compute) throws IOException {
        if (heldOut == null) return new LinkedHashMap<>();
        var metrics = new PretrainingMetrics();
        var key = RandomKey.of(config.get(PretrainingConfig.SEED)).named("held-out");
        for (int index = 0; index < config.get(PretrainingConfig.EVALUATION_BATCHES); index++) {
            var batches = heldOut.inOrder(index);
            for (int micro = 0; micro < batches.size(); micro++) {
                try (var _ = Scope.open();
                        var _ = NoGrad.open();
                        var _ = Autocast.open(compute.device(), compute.dtype())) {
                    measure(batches.get(micro), Pass.sampling(compute, key, index, micro), metrics);
                }
            }
        }
        var result = metrics.result();
        result.putFirst(
                "loss",
                result.getOrDefault("generator_loss", 0.0) * config.get(PretrainingConfig.GENERATOR_WEIGHT)
                        + result.getOrDefault("discriminator_loss", result.getOrDefault("masked_loss", 0.0))
                                * mainWeight());
        var illness = health.diagnose(stepsSeen, result);
        if (illness.isPresent()) {
            throw new TrainingException(
                    "stopped at step " + stepsSeen + ": " + illness.get() + "; the checkpoints before it are kept");
        }
        return result;
    }

    private void measure(PretrainingBatch batch, Pass pass, PretrainingMetrics metrics) {
        var result = forward(batch, pass);
        double tokens = (double) batch.tokens();
        double choices = choices(batch);
        double chosen = batch.chosen().length;
        var targets = Tensors.of(batch.targets()).to(pass.compute().device());
        var logProbabilities = Functional.logSoftmax(result.guesses().to(DType.F32), -1);
        metrics.add("masked_accuracy", hits(result.guesses().argmax(1), targets), chosen);
        metrics.add(
                "generator_entropy",
                -logProbabilities.exp().mul(logProbabilities).sum().item(),
                chosen);
        if (result.sampled() != null) metrics.add("sampled_accuracy", hits(result.sampled(), targets), chosen);
        if (result.generatorLoss() != null) {
            metrics.add("generator_loss", result.generatorLoss().item() * choices, chosen);
        }
        boolean everywhere = model.objective() == PretrainingObjective.ELECTRA
                || model.objective() == PretrainingObjective.ALL_TOKENS_MLM;
        metrics.add(
                model.objective().detects() ? "discriminator_loss" : "masked_loss",
                result.mainLoss().item() * (everywhere ? tokens : choices),
                everywhere ? (double) batch.originalTokens().length : chosen);
        if (model.objective().detects() && result.labels() != null) {
            // What was not trained everywhere is not measured everywhere.
            boolean some = model.objective() == PretrainingObjective.ELECTRA_15;
            var places = Tensors.of(batch.chosen()).to(pass.compute().device());
            metrics.detections(
                    some ? result.mainLogits().index_select(0, places) : result.mainLogits(),
                    some ? result.labels().index_select(0, places) : result.labels());
        }
    }

    private static double hits(Tensor ids, Tensor targets) {
        return ids.eq(targets).sum().item();
    }

    /// Writes a Hugging Face folder for each model. Tables of a disentangled discriminator are stored as their sums.
    @Override
    public void save(Path folder) throws IOException {
        save(model.main(), folder.resolve(model.objective().folder()));
        if (model.objective().hasGenerator()) save(model.generator(), folder.resolve("generator"));
        var extras = extras();
        if (extras.isEmpty()) return;
        try (var _ = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            extras.forEach((name, parameter) -> tensors.put(name, parameter.master()));
            TensorFile.write(folder.resolve(EXTRAS), Map.of(), tensors);
        }
    }

    private void save(TextModel part, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            var pass = Pass.evaluation(Compute.plain());
            var tensors = new LinkedHashMap<String, Tensor>();
            part.parameters() // layers that share weights under each of their names
                    .forEach((name, parameter) ->
                            tensors.put(name, parameter.value(pass).detach()));
            TensorFile.write(folder.resolve("model.safetensors"), Map.of("format", "pt"), tensors);
        }
        Files.writeString(folder.resolve("config.json"), ConfigJson.write(part.config()));
        files.write(folder);
    }

    /// Parameters that no folder of a model holds as they are.
    private SequencedMap<String, Parameter> extras() {
        var extras = new LinkedHashMap<String, Parameter>();
        model.uniqueParameters().forEach((name, parameter) -> {
            if (!parameter.transform().isPlainInEvaluation() || name.startsWith("copy_gate."))
                extras.put(name, parameter);
        });
        return extras;
    }

    @Override
    public void load(Path folder) throws IOException {
        var extras = extras();
        try (var _ = Scope.open()) {
            var all = new LinkedHashMap<String, Tensor>();
            String main = model.objective().folder();
            read(folder.resolve(main).resolve("model.safetensors"), main + ".", all);
            if (model.objective().hasGenerator()) {
                read(folder.resolve("generator").resolve("model.safetensors"), "generator.", all);
            }
            if (!extras.isEmpty()) read(folder.resolve(EXTRAS), "", all);
            model.load(all);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(folder + ": " + e.getMessage(), e);
        }
    }

    private static void read(Path file, String prefix, Map<String, Tensor> into) throws IOException {
        try (var opened = TensorFile.open(file)) {
            opened.tensors().forEach((name, tensor) -> into.put(prefix + name, tensor.copy()));
        }
    }
}
