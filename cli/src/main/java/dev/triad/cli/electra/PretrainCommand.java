// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.cli.model.Checkpoint;
import dev.triad.cli.training.RecordedRun;
import dev.triad.cli.training.RunOptions;
import dev.triad.core.data.ShardSet;
import dev.triad.core.data.TokenDataset;
import dev.triad.core.data.TokenManifest;
import dev.triad.core.random.RandomKey;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Tokenizer;
import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.electra.pretrain.HeadStart;
import dev.triad.electra.pretrain.ImportedEncoder;
import dev.triad.electra.pretrain.Pretraining;
import dev.triad.electra.pretrain.PretrainingConfig;
import dev.triad.electra.pretrain.PretrainingConfig.Preset;
import dev.triad.electra.pretrain.PretrainingModel;
import dev.triad.hub.tokenizer.TokenizerExport;
import dev.triad.quant.noise.NoisePlan;
import dev.triad.report.RunCurves;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Torch;
import dev.triad.torch.train.RunFolder;
import dev.triad.torch.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triad electra pretrain`.
@Command(
        name = "pretrain",
        header = "Pretrains an encoder by replaced token detection.",
        description = {
            "Trains a generator and a discriminator together, as ELECTRA does, or one of the objectives the paper"
                    + " compares it with. Presets carry each size's recipe; --config and --set change single settings,"
                    + " and --show lists them all.",
            "Ctrl-C writes a checkpoint; --resume goes on from the newest one and gives the numbers an uninterrupted"
                    + " run would have given."
        },
        footer = {
            "triad electra pretrain --data wiki-64 --preset tiny --out tiny-run",
            "triad electra pretrain --data wiki-128 --preset small --set batch_size=64 --dtype bf16 --out small-run",
            "triad electra pretrain --data wiki-128 --noise pq --noise-rate 0.1 --set layer_drop=0.2 --out noisy-run",
            "triad electra pretrain --resume --out small-run"
        })
public final class PretrainCommand implements Callable<Integer> {
    private static final String DATA = "data";
    private static final String SECOND_DATA = "second_data";

    @Option(names = "--data", paramLabel = "SHARDS", description = "A folder made by 'triad text prepare'.")
    @Nullable
    Path data;

    @Option(
            names = "--preset",
            paramLabel = "SIZE",
            defaultValue = "small",
            description = "Size and recipe: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    Preset preset = Preset.SMALL;

    @Option(
            names = "--objective",
            paramLabel = "NAME",
            description =
                    "Short for --set objective=NAME: electra, mlm," + " electra-15, replace-mlm or all-tokens-mlm.")
    @Nullable
    String objective;

    @Option(
            names = "--flops",
            paramLabel = "NUMBER",
            description = "Train for as many steps as have so many floating-point operations (instead of steps=…), to"
                    + " compare objectives at equal compute.")
    @Nullable
    Double flops;

    @Option(
            names = "--second-data",
            paramLabel = "SHARDS",
            description = "Longer examples for the last part of the run (settings second_…).")
    @Nullable
    Path secondData;

    @Option(
            names = "--init",
            paramLabel = "MODEL",
            description = "Start the encoder from a BERT, RoBERTa or ELECTRA with the same vocabulary and sizes.")
    @Nullable
    Path init;

    @Option(
            names = "--init-generator",
            paramLabel = "MODEL",
            description = "Start the generator from a masked language model with its sizes.")
    @Nullable
    Path initGenerator;

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
        if (!run.isShowOnly()) run.folder();
        var recorded = run.recorded();
        Map<String, Object> shorthands = objective == null ? Map.of() : Map.of("objective", objective);
        var chosen = run.recipe(preset.config(), PretrainingConfig::with, recorded, shorthands);
        var from = run.require("--data=SHARDS", data != null ? data : folder(recorded, DATA));
        var secondFrom = secondData != null ? secondData : folder(recorded, SECOND_DATA);
        try (var dataset = TokenDataset.open(from);
                var second = secondFrom == null ? null : TokenDataset.open(secondFrom)) {
            if (second != null
                    && !second.manifest().tokenizer().equals(dataset.manifest().tokenizer())) {
                throw new IllegalArgumentException(secondFrom + " was made with another tokenizer than " + from);
            }
            recorded.ifPresent(before -> before.requireSame(DATA, from, shards(dataset)));
            // Noise is for the model that is wanted.
            var noise =
                    run.noise(recorded, chosen.get(PretrainingConfig.OBJECTIVE).folder() + ".*");
            return train(chosen, noise, dataset, second);
        }
    }

    private static @Nullable Path folder(Optional<RecordedRun> recorded, String name) {
        return recorded.flatMap(run -> run.folder(name)).orElse(null);
    }

    private static Map<String, String> shards(TokenDataset dataset) {
        var shards = new LinkedHashMap<String, String>();
        dataset.manifest()
                .parts()
                .forEach(part -> part.shards().forEach(shard -> shards.put(shard.file(), shard.sha256())));
        return shards;
    }

    private int train(
            PretrainingConfig chosen, NoisePlan noisePlan, TokenDataset dataset, @Nullable TokenDataset second)
            throws IOException {
        var resolved = compute.resolve(chosen.get(PretrainingConfig.SEQUENCE_LENGTH));
        Torch.setThreads(resolved.threads());
        var tokenizer = dataset.tokenizer();
        var vocabulary = tokenizer.vocabulary();
        var sizes = chosen.encoder(vocabulary.size(), vocabulary.id(SpecialToken.PADDING));
        try (var model = new PretrainingModel(
                chosen.get(PretrainingConfig.OBJECTIVE),
                chosen.get(PretrainingConfig.EMBEDDINGS),
                sizes,
                chosen.generator(sizes),
                chosen.stack(sizes))) {
            model.start(RandomKey.of(chosen.get(PretrainingConfig.SEED)).named("init"));
            if (init == null && initGenerator == null) {
                HeadStart.give(model, chosen, dataset.part(TokenManifest.TRAIN));
            }
            start(model);
            model.to(resolved.device(), DType.F32);
            var text = new Pretraining.Text(
                    dataset.part(TokenManifest.TRAIN),
                    second == null ? null : second.part(TokenManifest.TRAIN),
                    heldOut(dataset),
                    vocabulary);
            Pretraining.ModelFiles files = folder -> writeTokenizer(folder, tokenizer, sizes.maxLength());
            var settled = chosen;
            if (flops != null) {
                double perStep = new Pretraining(chosen, model, text, files).meanFlops();
                settled = chosen.with(Map.of("steps", Math.max(1, Math.round(flops / perStep))));
            }
            var pretraining = new Pretraining(settled, model, text, files);
            tell(settled, model, dataset, pretraining);
            if (run.isShowOnly()) return ExitCode.OK;
            noisePlan.install(model);
            return run(settled, pretraining, noisePlan, resolved, dataset, second);
        }
    }

    private static @Nullable ShardSet heldOut(TokenDataset dataset) {
        return dataset.parts().contains(TokenManifest.HELD_OUT) ? dataset.part(TokenManifest.HELD_OUT) : null;
    }

    private static void writeTokenizer(Path folder, Tokenizer tokenizer, int maxLength) throws IOException {
        TokenizerExport.write(folder, tokenizer, OptionalInt.of(maxLength), "electra");
    }

    private void start(PretrainingModel model) throws IOException {
        if (init != null) {
            try (var source = Checkpoint.of(init, Part.DISCRIMINATOR).load()) {
                tellFresh(init, ImportedEncoder.copy(source, model.main()));
            }
        }
        if (initGenerator != null) {
            try (var source = Checkpoint.of(initGenerator, Part.GENERATOR).load()) {
                tellFresh(initGenerator, ImportedEncoder.copy(source, model.generator()));
            }
        }
    }

    private void tellFresh(Path source, List<String> fresh) {
        if (fresh.isEmpty()) return;
        spec.commandLine()
                .getErr()
                .println(source + " does not have " + String.join(", ", fresh) + "; they start from random values");
    }

    private void tell(PretrainingConfig chosen, PretrainingModel model, TokenDataset dataset, Pretraining pretraining) {
        var lines = spec.commandLine().getErr();
        if (run.isShowOnly()) {
            lines = spec.commandLine().getOut();
            for (var setting : chosen.describe().entrySet())
                lines.println(setting.getKey() + ": " + setting.getValue());
        }
        double flops = pretraining.meanFlops();
        if (run.isShowOnly()) lines.println("flops: " + flops * chosen.get(PretrainingConfig.STEPS));
        lines.printf(
                Locale.ROOT,
                "%s: %,d parameters in training, %,d of them in the %s; %.1f GFLOP per step, %.3g in all; %,d examples of"
                        + " %,d tokens on average%n",
                model.objective(),
                model.parameterCount(),
                model.main().parameterCount(),
                model.objective().folder(),
                flops / 1e9,
                flops * chosen.get(PretrainingConfig.STEPS),
                dataset.part(TokenManifest.TRAIN).examples(),
                dataset.part(TokenManifest.TRAIN).tokens()
                        / Math.max(1, dataset.part(TokenManifest.TRAIN).examples()));
        lines.flush();
    }

    private int run(
            PretrainingConfig chosen,
            Pretraining pretraining,
            NoisePlan noisePlan,
            Compute resolved,
            TokenDataset dataset,
            @Nullable TokenDataset second)
            throws IOException {
        var notes = new LinkedHashMap<String, Object>();
        notes.put("preset", preset.toString());
        notes.put("configuration", chosen.describe());
        notes.put(DATA, RecordedRun.describe(dataset.directory(), shards(dataset)));
        if (second != null) notes.put(SECOND_DATA, RecordedRun.describe(second.directory(), shards(second)));
        try (var shown = progress.open()) {
            var curves = new RunCurves(List.of("flops"), Map.of());
            var outcome = run.train(pretraining, chosen.plan(), resolved, notes, noisePlan, curves, shown);
            if (outcome != Trainer.Outcome.COMPLETED) return ExitCode.FAILED;
            var latest = RunFolder.open(run.folder()).checkpoints().latest();
            latest.ifPresent(checkpoint -> shown.message("trained; the model is "
                    + checkpoint.resolve(pretraining.model().objective().folder())));
            return ExitCode.OK;
        }
    }
}
