// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.Shell;
import dev.triad.cli.quant.QuantCommand;
import dev.triad.core.file.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

/// `triad quant compress` with a task: from an encoder to one small file.
class CompressionTrainingTest {
    private static final String PLAN = """
            rules:
              - match: "*.position_embeddings.weight"
                scheme: int8
              - match: "*.word_embeddings.weight"
                scheme: product
                block: 4
                centroids: 16
                row-scale: true
              - match: "*.layer.#.*.weight"
                scheme: product
                block: 4
                centroids: 16
              - match: "*"
                scheme: f16
            """;

    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    @TempDir
    Path folder;

    private Workshop workshop;
    private Path packed = Path.of("");

    @BeforeEach
    void open() throws IOException {
        workshop = new Workshop(folder);
        workshop.reviews("train.tsv", 48);
        workshop.write("plan.yaml", List.of(PLAN));
        packed = folder.resolve("packed.safetensors");
    }

    private static Run triad(Object... arguments) {
        var words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        var groups = List.of(
                CommandGroup.of("Encoders", ElectraCommand.class), CommandGroup.of("Shrinking", QuantCommand.class));
        return Run.of(Shell.commandLine(new Root(), groups), words);
    }

    private Run compress(Path model, Object... more) {
        var all = new ArrayList<Object>(List.of("quant", "compress", "--model", model, "--out", packed));
        all.addAll(List.of("--batch", 8, "--learning-rate", "0.01", "--threads", 1, "--dtype", "f32"));
        all.addAll(List.of("--progress", "lines"));
        all.addAll(Arrays.asList(more));
        return triad(all.toArray());
    }

    private Run reviews(Path model, Object... more) {
        var all = new ArrayList<Object>(List.of("--task", "sst2", "--train", folder.resolve("train.tsv")));
        all.addAll(List.of("--epochs", 8, "--stage-epochs", 2));
        all.addAll(Arrays.asList(more));
        return compress(model, all.toArray());
    }

    private Object[] planned(Object... more) {
        var all = new ArrayList<Object>(List.of("--plan", folder.resolve("plan.yaml")));
        all.addAll(Arrays.asList(more));
        return all.toArray();
    }

    private static void good(Run run) {
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    }

    @Test
    void anEncoderLearnsATaskWithNoiseAndBecomesAFileThatHoldsWhatWasTrained() throws IOException {
        var run = reviews(workshop.model, planned("--noise", "pq", "--noise-rate", "0.1", "--noise-block", 4));
        good(run);
        assertThat(run.out())
                .contains("feed-forward", "embeddings", "attention", "word_embeddings.weight", "wrote " + packed);
        var work = folder.resolve("packed.safetensors.work");
        assertThat(Files.readString(work.resolve("compress.json"))).contains("*=pq,rate=0.1,block=4");
        // Codes, row scales and all, are those that were trained: nothing but halves is rounded.
        assertThat(run.out().lines().filter(line -> line.contains("product") && line.contains("#")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(Double.parseDouble(line.replaceAll(".* ", "")))
                        .isLessThan(1e-6));
        assertThat(run.out().lines().filter(line -> line.contains("row scales")).toList())
                .last()
                .satisfies(line -> assertThat(Double.parseDouble(line.replaceAll(".* ", "")))
                        .isLessThan(1e-6));
        var evaluated = triad("quant", "evaluate", "--model", packed, "--data", folder.resolve("train.tsv"), "--json");
        good(evaluated);
        var file = Files.readAllBytes(work.resolve("stages/trial-1/result.json"));
        assertThat(Json.parse(file).get("metrics")).asString().contains("accuracy");
        assertThat(metric(evaluated.out(), "accuracy")).isGreaterThan(0.9);
    }

    private static double metric(String json, String name) {
        return Double.parseDouble(json.replaceAll("(?s).*\"" + name + "\"\\s*:\\s*([0-9.]+).*", "$1"));
    }

    @Test
    void aRunThatIsBrokenOffEndsWithTheSameFile() throws IOException {
        good(reviews(workshop.model, planned("--noise", "int8", "--noise-rate", "0.5")));
        var whole = Files.readAllBytes(packed);
        Files.delete(packed);
        assertThat(reviews(workshop.model, planned()).err()).contains("holds a run already", "another --work");
        var work = folder.resolve("packed.safetensors.work");
        Files.delete(work.resolve("stages/trial-1/result.json")); // stages are done, the model was not written
        good(reviews(workshop.model, planned("--resume"))); // with the noise that was recorded
        assertThat(packed).hasBinaryContent(whole);
        Files.delete(packed);
        assertThat(reviews(workshop.model, planned("--resume", "--noise", "pq")).err())
                .contains("was begun with noise", "another --work");
        assertThat(packed).doesNotExist();
    }

    @Test
    void aModelThatKnowsItsTaskIsCompressedRightAway() throws IOException {
        var tuned = workshop.finetune(
                "tuned", "--task", "sst2", "--train", folder.resolve("train.tsv"), "--epochs", 8, "--retries", 0);
        good(tuned);
        var model = folder.resolve("tuned/model");
        var nothing = reviews(model, "--work", folder.resolve("v"));
        assertThat(nothing.err()).as("its matrices are tiny").contains("the plan leaves every weight as floats");
        good(reviews(model, planned("--work", folder.resolve("w"))));
        assertThat(folder.resolve("w/finetuned")).doesNotExist();
        assertThat(folder.resolve("w/plan.yaml")).content().contains("row-scale: true");
        assertThat(folder.resolve("w/stages/model/codes.safetensors")).exists();
    }

    @Test
    void outputsInEightBitsAreCalibratedOnTheTasksRowsAndRoundedWhereverTheFileIsRun() throws IOException {
        good(workshop.finetune(
                "tuned", "--task", "sst2", "--train", folder.resolve("train.tsv"), "--epochs", 8, "--retries", 0));
        var model = folder.resolve("tuned/model");
        var plan = workshop.write(
                "int8.yaml",
                List.of(
                        "rules:",
                        "  - match: '*.dense.weight|classifier.weight'",
                        "    scheme: int8",
                        "    outputs: int8",
                        "  - match: '*'",
                        "    scheme: f16"));
        var blind = compress(model, "--no-finetune", "--plan", plan);
        assertThat(blind.code()).isEqualTo(ExitCode.USAGE);
        assertThat(blind.err()).contains("the plan wants outputs in 8 bits", "--texts");
        assertThat(packed).doesNotExist();
        good(compress(
                model,
                "--no-finetune",
                "--plan",
                plan,
                "--task",
                "sst2",
                "--train",
                folder.resolve("train.tsv"),
                "--calibration-rows",
                16));
        var inspected = triad("quant", "inspect", packed);
        assertThat(inspected.out())
                .contains("int8 per row, int8 outputs", "outputs in 8 bits, by weight", "classifier.weight");
        var rows = folder.resolve("train.tsv");
        var evaluated = triad("quant", "evaluate", "--model", packed, "--data", rows, "--json");
        good(evaluated);
        assertThat(metric(evaluated.out(), "accuracy")).isGreaterThan(0.9);
        var texts = workshop.write("texts.txt", List.of("the film is good", "a very poor film"));
        var expanded = folder.resolve("expanded");
        assertThat(triad("quant", "expand", packed, expanded).out()).contains("are floats again");
        var fromFile = triad("electra", "predict", "--model", packed, "--input", texts, "--dtype", "f32");
        var fromFolder = triad("electra", "predict", "--model", expanded, "--input", texts, "--dtype", "f32");
        good(fromFile);
        good(fromFolder);
        assertThat(fromFile.out()).isNotEqualTo(fromFolder.out());
        var onTexts = folder.resolve("texts.safetensors");
        good(triad(
                "quant",
                "compress",
                "--model",
                model,
                "--out",
                onTexts,
                "--no-finetune",
                "--plan",
                plan,
                "--texts",
                texts,
                "--progress",
                "off"));
        assertThat(Files.size(onTexts)).isEqualTo(Files.size(packed));
        assertThat(Files.readAllBytes(onTexts)).isNotEqualTo(Files.readAllBytes(packed));
    }

    @Test
    void questionsHaveATeacherToo() throws IOException {
        var paragraphs = List.of(Map.of(
                "context",
                "Anna lives in Paris.",
                "qas",
                List.of(
                        Map.of(
                                "id",
                                "in",
                                "question",
                                "In?",
                                "answers",
                                List.of(Map.of("text", "Paris", "answer_start", 14L))),
                        Map.of("id", "film", "question", "Film?", "is_impossible", true, "answers", List.of()))));
        var file = folder.resolve("squad.json");
        Files.write(file, Json.render(Map.of("data", List.of(Map.of("paragraphs", paragraphs)))));
        for (String head : List.of("joint", "plain")) {
            Files.deleteIfExists(packed);
            var run = compress(
                    workshop.model,
                    planned(
                            "--task",
                            "squad",
                            "--train",
                            file,
                            "--dev",
                            file,
                            "--epochs",
                            40,
                            "--stage-epochs",
                            4,
                            "--head",
                            head));
            good(run);
            var work = folder.resolve("packed.safetensors.work");
            assertThat(work.resolve("stages/trial-1/stages/1-feed-forward/run/log.jsonl"))
                    .content()
                    .contains("teacher_loss");
            good(triad("quant", "evaluate", "--model", packed, "--data", file));
            Files.move(work, folder.resolve(head));
        }
    }

    @Test
    void trainingTakesATaskAndNoiseTakesTraining() {
        var nothing = compress(workshop.model);
        assertThat(nothing.code()).isEqualTo(ExitCode.USAGE);
        assertThat(nothing.err()).contains("--task", "--no-finetune");
        var noise = compress(workshop.model, "--no-finetune", "--noise", "pq");
        assertThat(noise.code()).isEqualTo(ExitCode.USAGE);
        assertThat(noise.err()).contains("--noise is for training");
    }
}
