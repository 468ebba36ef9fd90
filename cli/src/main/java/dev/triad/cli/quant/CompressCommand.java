// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.electra.CompressionTraining;
import dev.triad.cli.jukebox.PriorLocation;
import dev.triad.cli.model.Destination;
import dev.triad.core.model.packed.PackedContent;
import dev.triad.core.model.packed.PackedModelWriter;
import dev.triad.core.model.packed.WeightScheme;
import dev.triad.core.progress.Progress;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.quant.pack.KnownCodes;
import dev.triad.quant.pack.PackedOutputs;
import dev.triad.quant.pack.PackedParameter;
import dev.triad.quant.pack.Packer;
import dev.triad.quant.plan.Decision;
import dev.triad.quant.plan.Form;
import dev.triad.quant.plan.Plan;
import dev.triad.quant.plan.PlanFile;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `triad quant compress`.
@Command(
        name = "compress",
        header = "Makes a model small, and packs it into one file.",
        description = {
            "Compresses a model as a plan says and writes one safetensors file with the configuration, the labels and"
                    + " the tokenizer inside. Without --plan and --target, matrices become product codes over blocks of"
                    + " --block weights.",
            "With --task and its rows the model is compressed stage by stage, and what is left, and the codebooks, train"
                    + " after each on the task, with the uncompressed model as teacher. A model that does not answer the"
                    + " task yet is fine-tuned first, and so is one that is to bear noise (--noise). The size and the"
                    + " error of each weight are shown before the first stage. Interrupted or killed, the same command"
                    + " with --resume goes on.",
            "With --no-finetune codes are computed from the weights as they are.",
            "A prior of codes learns from --data, a folder made by 'triad jukebox vqvae encode', instead of a task;"
                    + " --epochs, --batch, --micro-batch and --learning-rate say how. The bits that a code of held-out"
                    + " songs costs are shown before and after.",
            "The same model, rows, plan and seed give the same bytes."
        },
        footer = {
            "triad quant compress --model sst2/model --no-finetune --target 2MB --out sst2.safetensors",
            "triad quant compress --model sst2/model --task sst2 --data glue/SST-2 --plan plan.yaml --out"
                    + " sst2.safetensors",
            "triad quant compress --model electra-small --task sst2 --data glue/SST-2 --noise pq --target 2MB --out"
                    + " sst2.safetensors",
            "triad quant compress --model top --data songs-codes --block 4 --out top.safetensors"
        })
public final class CompressCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "The model: a folder or a file.")
    Path model;

    @Mixin
    PlanOptions options;

    @Mixin
    CompressionTraining training;

    @Option(names = "--no-finetune", description = "Computes codes from the weights as they are, without training.")
    boolean noFinetune;

    @Option(
            names = "--tokenizer",
            paramLabel = "FOLDER",
            description = "Takes the tokenizer from another folder than the model's.")
    @Nullable
    Path tokenizer;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write.")
    Path out;

    @Option(names = "--force", description = "Replaces a file of that name.")
    boolean force;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    /// Makes the plan that was asked for.
    private record Planner(PlanOptions options, @Nullable Path tokenizer, int threads, Progress shown)
            implements CompressionTraining.Planner {
        @Override
        public Plan plan(Path model) throws IOException {
            if (options.plan != null) return PlanFile.read(options.plan);
            var source = PackedSource.of(model, tokenizer);
            return source.read(weights -> options.of(source, weights, threads, shown));
        }

        @Override
        public SequencedMap<String, Object> describe() throws IOException {
            return options.describe();
        }
    }

    @Override
    public Integer call() throws IOException {
        options.check();
        if (PriorLocation.isPrior(model)) return compressPrior();
        if (noFinetune && training.hasNoise()) {
            throw new ParameterException(spec.commandLine(), "--noise is for training, and --no-finetune is without");
        }
        if (!noFinetune && !training.hasTask()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "say with --task and --data (or --train) what the model learns while it is compressed, or with"
                            + " --no-finetune that it learns nothing");
        }
        Destination.requireFreeFile(out, force);
        int threads = training.threads();
        try (var shown = progress.open();
                var stop = StopSignal.onInterrupt()) {
            var planner = new Planner(options, tokenizer, threads, shown);
            var screen = spec.commandLine().getOut();
            var subject = new CompressionTraining.Subject(
                    model, tokenizer, out, options.seed, options.iterations, options.manner(), screen);
            if (noFinetune) {
                pack(subject, model, planner.plan(model), threads, shown);
                return ExitCode.OK;
            }
            var trained = training.train(subject, planner, shown, stop);
            if (trained.isEmpty()) return ExitCode.INTERRUPTED;
            pack(subject, trained.get().model(), trained.get().plan(), threads, shown);
            return ExitCode.OK;
        }
    }

    /// The same for a prior, which learns codes.
    private int compressPrior() throws IOException {
        if (training.hasTask() || training.hasNoise()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a prior of codes has no --task, and bears noise from its training: triad jukebox prior train"
                            + " --noise");
        }
        var terms = training.terms(out);
        if (!noFinetune && terms.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "say with --data which codes the prior learns from while it is compressed, or with --no-finetune"
                            + " that it learns nothing");
        }
        Destination.requireFreeFile(out, force);
        var compute = training.compute();
        try (var shown = progress.open();
                var stop = StopSignal.onInterrupt()) {
            var screen = spec.commandLine().getOut();
            var subject = new CompressionTraining.Subject(
                    model, tokenizer, out, options.seed, options.iterations, options.manner(), screen);
            var source = PriorSource.of(model);
            var plan = new Planner(options, tokenizer, compute.threads(), shown).plan(model);
            requireFloatOutputs(plan);
            var packed = model;
            if (!noFinetune) {
                var course = new PriorCompression(source, terms.get(), subject, compute);
                if (!course.train(plan, options.describe(), shown, stop)) return ExitCode.INTERRUPTED;
                packed = course.model();
            }
            pack(subject, packed, plan, compute.threads(), shown);
            if (terms.isPresent()) {
                PriorCompression.compare(source, out, terms.get().data(), subject, compute, shown);
            }
            return ExitCode.OK;
        }
    }

    /// Only the encoder's runtime rounds what layers put out.
    private static void requireFloatOutputs(Plan plan) {
        for (var rule : plan.rules()) {
            if (rule.form() instanceof Form.Int8 form && form.outputs()) {
                throw new IllegalArgumentException("the outputs of a prior's layers are not quantised: leave"
                        + " 'outputs: int8' out of the plan's rule for " + rule.match());
            }
        }
    }

    private void pack(CompressionTraining.Subject subject, Path model, Plan plan, int threads, Progress shown)
            throws IOException {
        var source = PackedSource.of(model, tokenizer);
        var known = KnownCodes.beside(source.folder());
        var screen = spec.commandLine().getOut();
        source.read(weights -> {
            var packer = new Packer(weights, plan, known);
            var result = packer.pack(
                    PlanOptions.description(source, plan), source.tokenizer(), options.packing(threads), shown);
            var content = PackedOutputs.areWanted(packer.decisions())
                    ? calibrated(subject, model, source, result.content(), packer.decisions(), shown)
                    : result.content();
            var layout = PackedModelWriter.write(out, content);
            var table = new KindTable();
            for (var parameter : result.parameters()) {
                long bytes = layout.bytes().getOrDefault(parameter.weight().name(), 0L);
                table.add(parameter.weight(), scheme(content, parameter), bytes, parameter.relativeError());
            }
            table.print(screen);
            var shapes = packer.decisions().stream()
                    .map(Decision::weight)
                    .map(weight -> weight.shape())
                    .toList();
            LayoutTable.print(layout, shapes, screen);
            screen.printf("wrote %s, %d bytes%n", out, Files.size(out));
            return layout;
        });
    }

    private static WeightScheme scheme(PackedContent content, PackedParameter parameter) {
        var weight = content.weights().get(parameter.weight().name());
        return weight == null ? parameter.scheme() : weight.scheme();
    }

    /// The content with the grids of outputs, found on the task's rows or on texts.
    private PackedContent calibrated(
            CompressionTraining.Subject subject,
            Path model,
            PackedSource source,
            PackedContent content,
            List<Decision> decisions,
            Progress shown)
            throws IOException {
        if (training.hasTask()) {
            return training.onRows(
                    subject,
                    model,
                    shown,
                    (loaded, passes) -> PackedOutputs.calibrate(content, decisions, loaded, passes));
        }
        var texts = options.texts;
        if (texts == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the plan wants outputs in 8 bits, for which the model must see rows: give --texts, or --task and"
                            + " --data");
        }
        var text = source.encoder();
        var batches = SomeTexts.read(text, texts);
        try (var loaded = text.checkpoint().load()) {
            return PackedOutputs.calibrate(content, decisions, loaded, () -> {
                for (var batch : batches) {
                    try (var _ = Scope.open();
                            var _ = NoGrad.open()) {
                        var input = EncoderInput.of(batch, loaded.config().encoder(), Device.CPU);
                        loaded.forward(input, Pass.evaluation(Compute.plain()));
                    }
                }
            });
        }
    }
}
