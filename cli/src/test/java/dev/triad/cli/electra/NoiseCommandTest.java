// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.Shell;
import dev.triad.cli.quant.QuantCommand;
import dev.triad.cli.text.TextCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

/// Quantisation noise, LayerDrop, shared and pruned layers through the command line.
class NoiseCommandTest {
    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    @TempDir
    Path folder;

    private Workshop workshop;

    @BeforeEach
    void open() throws IOException {
        workshop = new Workshop(folder);
        workshop.reviews("train.tsv", 48);
    }

    private Run finetune(String out, Object... more) {
        return tune(workshop.model, out, 2, more);
    }

    private Run tune(Path model, String out, int epochs, Object... more) {
        var all = new ArrayList<Object>(List.of(
                "electra",
                "finetune",
                "--model",
                model,
                "--task",
                "sst2",
                "--train",
                folder.resolve("train.tsv"),
                "--out",
                folder.resolve(out),
                "--epochs",
                epochs,
                "--retries",
                0,
                "--batch",
                8,
                "--learning-rate",
                "0.01",
                "--threads",
                1,
                "--dtype",
                "f32",
                "--progress",
                "lines"));
        all.addAll(Arrays.asList(more));
        return triad(all.toArray());
    }

    @Test
    void noiseChangesWhatIsLearnedAndIsRecorded() throws IOException {
        finetune("plain");
        var noisy = finetune("noisy", "--noise", "pq", "--noise-rate", "0.3", "--noise-rule", "classifier.*=none");
        assertThat(noisy.code()).as(noisy.err()).isEqualTo(ExitCode.OK);
        assertThat(Files.readString(folder.resolve("noisy/finetune.json")))
                .contains("classifier.*=none", "*=pq,rate=0.3,block=8");
        assertThat(Files.readAllBytes(folder.resolve("noisy/model/model.safetensors")))
                .isNotEqualTo(Files.readAllBytes(folder.resolve("plain/model/model.safetensors")));
        var same = finetune("noisy", "--resume");
        assertThat(same.code()).as("the recorded noise is kept: " + same.err()).isEqualTo(ExitCode.OK);
        assertThat(finetune("noisy", "--resume", "--noise", "mean").err()).contains("was begun with noise");
    }

    @Test
    void everyKindOfNoiseTrains() {
        for (var kind : List.of("int8", "int4", "pq-exact", "mean")) {
            var run = finetune(kind, "--noise", kind, "--noise-refresh", 3, "--noise-per", "step");
            assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void wrongNoiseIsAnErrorInASentence() {
        assertThat(finetune("a", "--noise", "loud").err()).contains("noise must be one of", "'loud'");
        assertThat(finetune("b", "--noise", "pq", "--noise-on", "decoder.*").err())
                .contains("'decoder.*' fits no parameter");
        assertThat(finetune("c", "--noise-rate", "0.1").err()).contains("--noise-rate needs --noise");
        assertThat(finetune("d", "--noise", "pq", "--noise-block", 7).err()).contains("blocks of 7", "=none");
    }

    @Test
    void layersAreDroppedPrunedAndShared() throws IOException {
        var pruned = finetune("pruned", "--keep-layers", "every-other", "--layer-drop", "0.2");
        assertThat(pruned.code()).as(pruned.err()).isEqualTo(ExitCode.OK);
        assertThat(Files.readString(folder.resolve("pruned/model/config.json")))
                .containsPattern("\"num_hidden_layers\" ?: ?1\\b");
        assertThat(finetune("e", "--keep-layers", "0,5").err()).contains("kept layers must rise within 0…1");
        assertThat(finetune("f", "--share-layers", "2").err()).contains("one shared parameter but their values differ");
    }

    @Test
    void aModelCompressedInStagesPacksToTheCodesItTrained() throws IOException {
        assertThat(tune(workshop.model, "dense", 8).code()).isEqualTo(ExitCode.OK);
        var dense = folder.resolve("dense/model");
        var plan = folder.resolve("plan.yaml");
        Files.writeString(plan, """
                rules:
                  - match: "*.position_embeddings.weight"
                    scheme: int8
                  - match: ["*.layer.#.*.weight", "*.word_embeddings.weight"]
                    scheme: product
                    block: 4
                    centroids: 16
                  - match: "*"
                    scheme: f16
                """);
        var staged = tune(dense, "staged", 2, "--compress-stages", plan);
        assertThat(staged.code()).as(staged.err()).isEqualTo(ExitCode.OK);
        assertThat(staged.out()).contains("feed-forward", "embeddings", "attention", "word_embeddings.weight");
        assertThat(Files.readString(folder.resolve("staged/trial-1/stages/stages.json")))
                .contains("feed-forward compressed", "attention trained");
        assertThat(folder.resolve("staged/trial-1/stages/1-feed-forward/run/log.jsonl"))
                .exists();
        assertThat(folder.resolve("staged/trial-1/stages/1-feed-forward/run/checkpoints"))
                .doesNotExist();
        var packed = folder.resolve("packed.safetensors");
        var compressed = triad(
                "quant",
                "compress",
                "--model",
                folder.resolve("staged/model"),
                "--no-finetune",
                "--plan",
                plan,
                "--out",
                packed,
                "--progress",
                "off");
        assertThat(compressed.code()).as(compressed.err()).isEqualTo(ExitCode.OK);
        // What was trained has as many different blocks as its codebook: nothing but f16 is lost.
        assertThat(compressed.out().lines().filter(line -> line.contains("product")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(Double.parseDouble(line.replaceAll(".* ", "")))
                        .isLessThan(1e-6));
    }

    private Run triad(Object... arguments) {
        var words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        var groups = List.of(
                CommandGroup.of("Encoders", ElectraCommand.class),
                CommandGroup.of("Text", TextCommand.class),
                CommandGroup.of("Quantisation", QuantCommand.class));
        return Run.of(Shell.commandLine(new Root(), groups), words);
    }

    private Run pretrain(String out, Object... more) {
        var all = new ArrayList<Object>(List.of(
                "electra",
                "pretrain",
                "--out",
                folder.resolve(out),
                "--threads",
                1,
                "--dtype",
                "f32",
                "--progress",
                "off"));
        all.addAll(Arrays.asList(more));
        return triad(all.toArray());
    }

    @Test
    void pretrainingTakesNoiseAndAResumedRunKeepsIt() throws IOException {
        var text = new ArrayList<String>();
        for (int i = 0; i < 400; i++) text.add(i % 3 == 0 ? "the film is good ." : "a very poor film is fine .");
        workshop.write("text/film.txt", text);
        var shards = folder.resolve("shards");
        var prepared = triad(
                "text",
                "prepare",
                "--input",
                folder.resolve("text"),
                "--vocab",
                workshop.model.resolve("vocab.txt"),
                "--out",
                shards,
                "--sequence-length",
                16,
                "--threads",
                1,
                "--progress",
                "off");
        assertThat(prepared.code()).as(prepared.err()).isEqualTo(ExitCode.OK);
        var settings = new ArrayList<Object>(List.of("--data", shards, "--preset", "tiny"));
        for (var setting : List.of(
                "embedding_size=16",
                "hidden_size=32",
                "num_hidden_layers=4",
                "intermediate_size=64",
                "sequence_length=16",
                "max_position_embeddings=16",
                "batch_size=8",
                "steps=6",
                "warmup_steps=1",
                "checkpoint_every=3",
                "evaluate_every=0",
                "share_layers=2",
                "layer_drop=0.2")) {
            settings.addAll(List.of("--set", setting));
        }
        settings.addAll(List.of("--noise", "int8", "--noise-rate", "0:0.5:4", "--noise-refresh", 2));
        var run = pretrain("run", settings.toArray());
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(Files.readString(folder.resolve("run/run.json")))
                .contains("discriminator.*=int8,rate=0.0:0.5:4,grids=tensor,refresh=2");
        delete(folder.resolve("run/checkpoints/step-00000006"));
        var whole = Files.readAllLines(folder.resolve("run/log.jsonl"));
        assertThat(pretrain("run", "--resume", "--noise", "pq").err()).contains("was started with noise");
        var resumed = pretrain("run", "--resume");
        assertThat(resumed.code()).as(resumed.err()).isEqualTo(ExitCode.OK);
        assertThat(losses(Files.readAllLines(folder.resolve("run/log.jsonl")))).isEqualTo(losses(whole));
        // Layers that share weights are written under each of their names, so any tool reads the model.
        var tuned = tune(folder.resolve("run"), "tuned", 1);
        assertThat(tuned.code()).as(tuned.err()).isEqualTo(ExitCode.OK);
    }

    private static List<String> losses(List<String> log) {
        return log.stream()
                .map(line -> line.replaceAll("\"time\":\"[^\"]*\",", ""))
                .toList();
    }

    private static void delete(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
