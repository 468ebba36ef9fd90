// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.console.SettingsFile;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.cli.model.Checkpoint;
import dev.triad.core.data.ShardSet;
import dev.triad.core.data.TokenDataset;
import dev.triad.core.data.TokenManifest;
import dev.triad.core.progress.Progress;
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
import dev.triad.torch.train.StopSignal;
import dev.triad.torch.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

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
    @Option(names = "--data", paramLabel = "SHARDS", description = "A folder made by 'triad text prepare'.")
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

    @Option(names = "--config", paramLabel = "FILE", description = "A YAML file of settings.")
    @Nullable
    Path config;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting; may be repeated.")
    List<String> settings = new ArrayList<>();

    @Option(
            names = "--flops",
            paramLabel = "NUMBER",
            description = "Train for as many steps as have so many floating-point operations (instead of steps=…), to"
                    + " compare objectives at equal compute.")
    @Nullable
    Double flops;

    @Option(names = "--resume", description = "Go on with the run in --out, with its own data and settings.")
    boolean resume;

    @Option(
            names = "--allow-drift",
            description = "Resume although threads, element type or libraries differ from those of the run.")
    boolean allowDrift;

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

    @Option(names = "--show", description = "Print the settings and what a step computes, and do nothing else.")
    boolean show;

    @Mixin
    NoiseOptions noise = new NoiseOptions();

    @Mixin
    ComputeOptions compute = new ComputeOptions();

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (out == null && !show)
            throw new ParameterException(spec.commandLine(), "Missing required option: '--out=RUN'");
        var recorded = resume && out != null ? Recorded.read(out) : null;
        var chosen = recorded == null ? chosen() : recorded.config().with(SettingsFile.parse(settings));
        var from = data != null ? data : recorded == null ? null : recorded.data();
        var secondFrom = secondData != null ? secondData : recorded == null ? null : recorded.second();
        if (from == null) throw new ParameterException(spec.commandLine(), "Missing required option: '--data=SHARDS'");
        try (var dataset = TokenDataset.open(from);
                var second = secondFrom == null ? null : TokenDataset.open(secondFrom)) {
            if (second != null
                    && !second.manifest().tokenizer().equals(dataset.manifest().tokenizer())) {
                throw new IllegalArgumentException(secondFrom + " was made with another tokenizer than " + from);
            }
            if (recorded != null) recorded.requireSame(dataset);
            return train(chosen, noisePlan(recorded, chosen), dataset, second);
        }
    }

    private PretrainingConfig chosen() throws IOException {
        var chosen = preset.config();
        if (config != null) {
            try {
                chosen = chosen.with(SettingsFile.read(config));
            } catch (IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                throw new IllegalArgumentException(
                        message.startsWith(config.toString()) ? message : config + ": " + message, e);
            }
        }
        if (objective != null) chosen = chosen.with(Map.of("objective", objective));
        return chosen.with(SettingsFile.parse(settings));
    }

    /// What was asked for, on the model that is wanted; a run that goes on keeps its noise.
    private NoisePlan noisePlan(@Nullable Recorded recorded, PretrainingConfig chosen) {
        var asked = noise.plan(chosen.get(PretrainingConfig.OBJECTIVE).folder() + ".*");
        if (recorded == null) return asked;
        if (noise.isGiven() && !asked.equals(recorded.noise())) {
            throw new IllegalArgumentException("the run was started with "
                    + (recorded.noise().rules().isEmpty()
                            ? "no noise"
                            : "noise " + recorded.noise().describe())
                    + "; resume it without --noise, or start another");
        }
        return recorded.noise();
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
            if (show) return ExitCode.OK;
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
        if (show) {
            lines = spec.commandLine().getOut();
            for (var setting : chosen.describe().entrySet())
                lines.println(setting.getKey() + ": " + setting.getValue());
        }
        double flops = pretraining.meanFlops();
        if (show) lines.println("flops: " + flops * chosen.get(PretrainingConfig.STEPS));
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
        var run = java.util.Objects.requireNonNull(out);
        var folder = resume ? RunFolder.open(run) : RunFolder.create(run);
        try (var shown = progress.open();
                var stop = StopSignal.onInterrupt();
                var trainer = new Trainer<>(pretraining, chosen.plan(), resolved, folder)) {
            trainer.note("preset", preset.toString());
            trainer.note("configuration", chosen.describe());
            if (!noisePlan.rules().isEmpty()) trainer.note("noise", noisePlan.describe());
            trainer.note("data", Recorded.describe(dataset));
            if (second != null) trainer.note("second_data", Recorded.describe(second));
            if (resume && !trainer.resume(allowDrift)) {
                shown.message(run + " has no checkpoint yet; starting at step 0");
            }
            var outcome = trainer.run(shown, stop);
            RunCurves.draw(run, List.of("flops"));
            tellEnd(outcome, run, pretraining, shown);
            return outcome == Trainer.Outcome.COMPLETED ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private void tellEnd(Trainer.Outcome outcome, Path run, Pretraining pretraining, Progress shown)
            throws IOException {
        var latest = RunFolder.open(run).checkpoints().latest();
        if (outcome == Trainer.Outcome.COMPLETED && latest.isPresent()) {
            shown.message("trained; the model is "
                    + latest.get().resolve(pretraining.model().objective().folder()));
        }
    }

    /// What `run.json` says about a run that is to go on.
    private record Recorded(
            PretrainingConfig config,
            NoisePlan noise,
            Path data,
            @Nullable Path second,
            String tokens) {
        static Recorded read(Path run) throws IOException {
            var file = run.resolve("run.json");
            if (!Files.isRegularFile(file)) throw new IOException(run + " has no run.json; there is nothing to resume");
            var json = new JsonMapper().readTree(Files.readString(file));
            var values = new LinkedHashMap<String, Object>();
            json.path("configuration")
                    .properties()
                    .forEach(
                            entry -> values.put(entry.getKey(), entry.getValue().asString()));
            String second = json.path("second_data").path("folder").asString("");
            var rules = new ArrayList<String>();
            for (var rule : json.path("noise")) rules.add(rule.asString());
            return new Recorded(
                    Preset.SMALL.config().with(values),
                    NoisePlan.parse(rules),
                    Path.of(json.path("data").path("folder").asString("")),
                    second.isEmpty() ? null : Path.of(second),
                    json.path("data").path("shards").toString());
        }

        static Map<String, Object> describe(TokenDataset dataset) {
            var described = new LinkedHashMap<String, Object>();
            described.put("folder", dataset.directory().toAbsolutePath().toString());
            var shards = new LinkedHashMap<String, Object>();
            dataset.manifest()
                    .parts()
                    .forEach(part -> part.shards().forEach(shard -> shards.put(shard.file(), shard.sha256())));
            described.put("shards", shards);
            return described;
        }

        void requireSame(TokenDataset dataset) {
            var now = new JsonMapper()
                    .valueToTree(describe(dataset))
                    .path("shards")
                    .toString();
            if (!now.equals(tokens)) {
                throw new IllegalArgumentException(dataset.directory()
                        + " holds other shards than the run was started with; it cannot go on exactly");
            }
        }
    }
}
