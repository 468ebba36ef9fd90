// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.Shell;
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
        var all = new ArrayList<Object>(
                List.of("--task", "sst2", "--train", folder.resolve("train.tsv"), "--epochs", 2, "--retries", 0));
        all.addAll(Arrays.asList(more));
        return workshop.finetune(out, all.toArray());
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
        assertThat(finetune("noisy", "--resume").err()).contains("was begun with noise");
        var same = finetune(
                "noisy", "--resume", "--noise", "pq", "--noise-rate", "0.3", "--noise-rule", "classifier.*=none");
        assertThat(same.code()).as(same.err()).isEqualTo(ExitCode.OK);
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

    private Run triad(Object... arguments) {
        var words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        var groups =
                List.of(CommandGroup.of("Encoders", ElectraCommand.class), CommandGroup.of("Text", TextCommand.class));
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
        var tuned = finetune("tuned", "--model", folder.resolve("run"));
        assertThat(tuned.err()).doesNotContain("missing");
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
