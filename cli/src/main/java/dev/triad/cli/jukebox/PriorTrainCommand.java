// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.cli.training.RecordedRun;
import dev.triad.cli.training.RunOptions;
import dev.triad.core.data.codes.CodeDataset;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.labels.LabelLists;
import dev.triad.jukebox.prior.MemoryNeed;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.train.CodeWindows;
import dev.triad.jukebox.prior.train.PriorPreset;
import dev.triad.jukebox.prior.train.PriorRecipe;
import dev.triad.jukebox.prior.train.PriorTraining;
import dev.triad.quant.noise.NoisePlan;
import dev.triad.report.RunCurves;
import dev.triad.torch.machine.Machine;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triad jukebox prior train`.
@Command(
        name = "train",
        header = "Trains a prior on the codes of songs.",
        description = {
            "Learns to predict the codes of one level, with artist, genre, timing and lyrics for the top level and the"
                    + " codes above for the others. Presets carry each size's recipe; --config and --set change single"
                    + " settings, and --show lists them all. What the machine cannot hold is refused before anything is"
                    + " allocated, with what it would need.",
            "While it trains, the run's folder gets checkpoints, TensorBoard events, curves of the bits that a code"
                    + " costs beside what counting makes of it, of what labels, lyrics and codes above are worth, and"
                    + " pictures of the bits over a window and of where the words are.",
            "Ctrl-C writes a checkpoint; --resume goes on from the newest one and gives the numbers an uninterrupted"
                    + " run would have given."
        },
        footer = {
            "triad jukebox prior train --level 2 --data songs-codes --preset nano --out top",
            "triad jukebox prior train --level 0 --data songs-codes --preset nano_upsampler --noise pq --out bottom",
            "triad jukebox prior train --show --preset prior_5b_lyrics",
            "triad jukebox prior train --resume --out top"
        })
public final class PriorTrainCommand implements Callable<Integer> {
    private static final String DATA = "data";
    private static final String LABELS = "labels";

    @Option(
            names = "--level",
            paramLabel = "N",
            description = "Short for --set level=N: the level whose codes are learnt, from 0, the finest.")
    @Nullable
    Integer level;

    @Option(names = "--data", paramLabel = "CODES", description = "A folder made by 'triad jukebox vqvae encode'.")
    @Nullable
    Path data;

    @Option(
            names = "--preset",
            paramLabel = "SIZE",
            defaultValue = "nano",
            description = "Size and recipe: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    PriorPreset preset = PriorPreset.NANO;

    @Option(
            names = "--labels",
            paramLabel = "DIR",
            description = "A folder with the lists artists.txt and genres.txt, lines of the form name;id. By default"
                    + " the names of the songs to learn from.")
    @Nullable
    Path labels;

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
        Map<String, Object> shorthands =
                level == null ? Map.of() : Map.of(PriorRecipe.LEVEL.name(), String.valueOf(level));
        var recipe = run.recipe(preset.recipe(), PriorRecipe::with, recorded, shorthands);
        if (run.isShowOnly()) {
            var lines = spec.commandLine().getOut();
            recipe.describe().forEach((name, value) -> lines.println(name + ": " + value));
            if (data == null) {
                lines.println("with --data, --show also says how large the model is and what memory it needs");
                return ExitCode.OK;
            }
        }
        var from = run.require("--data=CODES", data != null ? data : recorded(recorded, DATA));
        try (var dataset = CodeDataset.open(from)) {
            recorded.ifPresent(before -> before.requireSame(DATA, from, shards(dataset)));
            var lists = lists(recipe, dataset, recorded);
            var config = recipe.config(dataset.manifest().levels(), lists);
            if (run.isShowOnly()) {
                spec.commandLine().getOut().println(describe(config, need(recipe, config)));
                return ExitCode.OK;
            }
            return train(recipe, config, lists, dataset, from, run.noise(recorded, "*"), recorded);
        }
    }

    private static @Nullable Path recorded(Optional<RecordedRun> recorded, String name) {
        return recorded.flatMap(before -> before.folder(name)).orElse(null);
    }

    private static Map<String, String> shards(CodeDataset dataset) {
        var shards = new LinkedHashMap<String, String>();
        dataset.manifest()
                .parts()
                .forEach(part -> part.shards().forEach(shard -> shards.put(shard.file(), shard.sha256())));
        return shards;
    }

    /// The names there are: those of a run's checkpoint, the user's own lists, or those of the songs.
    private LabelLists lists(PriorRecipe recipe, CodeDataset dataset, Optional<RecordedRun> recorded)
            throws IOException {
        if (recorded.isPresent()) {
            var latest = RunFolder.open(run.folder()).checkpoints().latest();
            if (latest.isPresent()) return new PriorLocation(latest.get()).lists();
        }
        var folder = labels != null ? labels : recorded(recorded, LABELS);
        if (folder != null) return LabelLists.read(folder, recipe.rules());
        var songs = dataset.part(CodeDataset.TRAIN).stream()
                .flatMap(shard -> shard.songs().stream())
                .toList();
        return LabelLists.of(
                recipe.rules(),
                songs.stream().map(song -> song.song().artist()).toList(),
                songs.stream().map(song -> song.song().genre()).toList());
    }

    private static MemoryNeed need(PriorRecipe recipe, PriorConfig config) {
        int micro = recipe.get(PriorRecipe.MICRO_BATCH_SIZE);
        return MemoryNeed.training(
                config,
                micro == 0 ? recipe.get(PriorRecipe.BATCH_SIZE) : micro,
                recipe.get(PriorRecipe.AVERAGE_DECAY) > 0,
                recipe.get(PriorRecipe.RECOMPUTE));
    }

    private static String describe(PriorConfig config, MemoryNeed need) {
        var labels = config.labels();
        return String.format(
                Locale.ROOT,
                "level %d: %,d parameters; windows of %,d codes, %.2f s; %stakes about %s for training",
                config.level(),
                config.parameterCount(),
                config.window(),
                (double) config.sampleLength() / config.sampleRate(),
                labels == null
                        ? ""
                        : String.format(
                                Locale.ROOT, "%,d artists and %,d genres; ", labels.artists() - 1, labels.genres() - 1),
                need.totalText());
    }

    private int train(
            PriorRecipe recipe,
            PriorConfig config,
            LabelLists lists,
            CodeDataset dataset,
            Path from,
            NoisePlan noise,
            Optional<RecordedRun> recorded)
            throws IOException {
        var resolved = compute.resolve(config.transformer().rowLength());
        Torch.setThreads(resolved.threads());
        var need = need(recipe, config);
        if (resolved.device().type() == Device.Type.CPU) {
            need.require("the prior of level " + config.level(), Machine.probe().usableMemory());
        }
        try (var shown = progress.open()) {
            var key = RandomKey.of(recipe.get(PriorRecipe.SEED)).named("windows");
            // what does not fit the codes leaves no folder behind, and takes no memory
            var windows = windows(dataset, CodeDataset.TRAIN, config, lists, key, shown);
            var heldOut = CodeWindows.anyFits(dataset.part(CodeDataset.VALIDATION), config)
                    ? windows(dataset, CodeDataset.VALIDATION, config, lists, key, shown)
                    : null;
            if (heldOut == null) shown.message("no song that fits is held out: nothing is measured on unseen music");
            spec.commandLine().getErr().println(describe(config, need));
            try (var prior = new Prior(config)) {
                prior.initialize(RandomKey.of(recipe.get(PriorRecipe.SEED)).named("init"));
                prior.to(resolved.device(), DType.F32);
                noise.install(prior);
                var pictures = run.folder().resolve("pictures");
                var training = new PriorTraining(recipe, prior, lists, windows, heldOut, pictures);
                return train(recipe, training, dataset, from, noise, recorded, resolved, shown);
            }
        }
    }

    private int train(
            PriorRecipe recipe,
            PriorTraining training,
            CodeDataset dataset,
            Path from,
            NoisePlan noise,
            Optional<RecordedRun> recorded,
            Compute resolved,
            Progress shown)
            throws IOException {
        var notes = new LinkedHashMap<String, Object>();
        notes.put("preset", preset.toString());
        notes.put("configuration", recipe.describe());
        notes.put(DATA, RecordedRun.describe(from, shards(dataset)));
        notes.put("codec", dataset.manifest().codec());
        var folder = labels != null ? labels : recorded(recorded, LABELS);
        if (folder != null)
            notes.put(LABELS, Map.of("folder", folder.toAbsolutePath().toString()));
        var outcome = run.train(training, recipe.plan(), resolved, notes, noise, curves(), shown);
        if (outcome != Trainer.Outcome.COMPLETED) return ExitCode.FAILED;
        shown.message("trained; the prior is " + PriorLocation.of(run.folder()).folder());
        return ExitCode.OK;
    }

    private static CodeWindows windows(
            CodeDataset dataset, String part, PriorConfig config, LabelLists lists, RandomKey key, Progress shown) {
        try (var warnings = new FewWarnings(shown::message)) {
            return new CodeWindows(dataset.part(part), config, lists, key, warnings);
        }
    }

    /// Bits beside the floors, what conditions are worth in one chart, and the window's pieces in one.
    private static RunCurves curves() {
        var joined = new LinkedHashMap<String, String>();
        joined.put("unigram_bits", "bits");
        joined.put("bigram_bits", "bits");
        for (String kind : List.of("label", "lyric", "upper")) joined.put(kind + "_gain", "gain in bits per code");
        for (int piece = 0; piece < 8; piece++) joined.put("bits_at_" + piece, "bits by eighth of the window");
        for (String name : List.of("diagonal", "diagonal_by_chance", "monotonicity")) joined.put(name, "alignment");
        return new RunCurves(List.of("bits_per_second", "alignment_layer", "alignment_head"), joined);
    }
}
