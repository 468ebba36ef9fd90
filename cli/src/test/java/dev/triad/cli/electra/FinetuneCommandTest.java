// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a pretrained model to answers, all through the command line.
class FinetuneCommandTest {
    @TempDir
    Path folder;

    private Workshop workshop;

    @BeforeEach
    void open() throws IOException {
        workshop = new Workshop(folder);
    }

    @Test
    void aGlueTaskIsLearnedMeasuredAndAsked() throws IOException {
        workshop.reviews("sst/train.tsv", 48);
        workshop.reviews("sst/dev.tsv", 12);
        var tuned = workshop.finetune("run", "--task", "SST-2", "--data", folder.resolve("sst"), "--epochs", 8);
        assertThat(tuned.code()).as(tuned.err()).isEqualTo(ExitCode.OK);
        assertThat(tuned.out()).contains("accuracy", "trial-1", "model: ");
        assertThat(tuned.err()).contains("sst2: 48 rows to learn from, 12 to judge by, labels 0, 1");
        var model = folder.resolve("run/model");
        assertThat(model.resolve("tokenizer.json")).exists();

        var measured = Workshop.triad("electra", "evaluate", "--model", model, "--data", folder.resolve("sst"));
        assertThat(measured.code()).as(measured.err()).isEqualTo(ExitCode.OK);
        assertThat(measured.out()).contains("sst2: ", "12 rows", "accuracy         1.0000", "precision", "right");

        var lines = workshop.write("reviews.txt", List.of("the film is good", "a very poor film"));
        var asked = Workshop.triad("electra", "predict", "--model", model, "--input", lines);
        assertThat(asked.code()).as(asked.err()).isEqualTo(ExitCode.OK);
        assertThat(asked.out().lines().toList()).hasSize(3).satisfies(answers -> {
            assertThat(answers.get(0)).isEqualTo("id\tlabel\t0\t1");
            assertThat(answers.get(1)).startsWith("0\t1\t");
            assertThat(answers.get(2)).startsWith("1\t0\t");
        });
        var json =
                Workshop.triad("electra", "predict", "--model", model, "--model", model, "--input", lines, "--jsonl");
        assertThat(json.out().lines().findFirst())
                .hasValueSatisfying(
                        line -> assertThat(line).startsWith("{\"id\":\"0\",\"label\":\"1\",\"probabilities\":{\"0\":"));
    }

    @Test
    void aSubmissionHasTheRowsOfTheTestFile() throws IOException {
        workshop.reviews("sst/train.tsv", 48);
        workshop.finetune("run", "--task", "sst2", "--data", folder.resolve("sst"), "--epochs", 6);
        var test = workshop.write("test.tsv", List.of("index\tsentence", "7\ta very good film", "9\tthe film is bad"));
        var run = Workshop.triad(
                "electra",
                "predict",
                "--model",
                folder.resolve("run/model"),
                "--task",
                "sst2",
                "--input",
                test,
                "--glue-submission",
                folder.resolve("submission"));
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(folder.resolve("submission/SST-2.tsv")).hasContent("index\tprediction\n7\t1\n9\t0");
    }

    @Test
    void wordsAreTaggedWithTheirPlaces() throws IOException {
        var train = workshop.names("train.conll", 40);
        var tuned = workshop.finetune(
                "run", "--task", "tagging", "--train", train, "--tag-scheme", "bioes", "--epochs", 12);
        assertThat(tuned.code()).as(tuned.err()).isEqualTo(ExitCode.OK);
        assertThat(tuned.err()).contains("4 of its 40 rows are held out").contains("E-PER", "S-LOC");
        var model = folder.resolve("run/model");
        var line = workshop.write("line.txt", List.of("", "Bo Anna  is in Bonn"));
        var asked = Workshop.triad("electra", "predict", "--model", model, "--input", line, "--jsonl");
        assertThat(asked.code()).as(asked.err()).isEqualTo(ExitCode.OK);
        assertThat(asked.out())
                .contains("{\"word\":\"Bonn\",\"tag\":\"S-LOC\",\"probability\":")
                .contains("\"start\":15,\"end\":19}")
                .contains("{\"type\":\"PER\",\"start\":0,\"end\":7,\"text\":\"Bo Anna\"}");
        var table = Workshop.triad("electra", "predict", "--model", model, "--input", train);
        assertThat(table.out()).startsWith("word\ttag\tprobability\tstart\tend").contains("Paris\tS-LOC\t");
        var measured = Workshop.triad("electra", "evaluate", "--model", model, "--data", train, "--json");
        assertThat(measured.code()).as(measured.err()).isEqualTo(ExitCode.OK);
        assertThat(measured.out()).contains("\"span_f1\" : 1.0", "\"PER\" : {");
    }

    @Test
    void aRowThatCannotBeReadIsCountedAndShown() throws IOException {
        var train = workshop.reviews("train.tsv", 40);
        Files.writeString(train, "a film without a label\n", java.nio.file.StandardOpenOption.APPEND);
        var strict = workshop.finetune("strict", "--task", "sst2", "--train", train);
        assertThat(strict.code()).isEqualTo(ExitCode.FAILED);
        assertThat(strict.err().lines().reduce((_, last) -> last))
                .hasValueSatisfying(line -> assertThat(line).contains("1 of 41 rows could not be read", "line 42"));
        var lenient = workshop.finetune(
                "run", "--task", "sst2", "--train", train, "--epochs", 1, "--tolerance", "0.1", "--retries", 0);
        assertThat(lenient.code()).as(lenient.err()).isEqualTo(ExitCode.OK);
        assertThat(lenient.err()).contains("1 of 41 rows could not be read: line 42 has 1 columns");
    }

    @Test
    void aRunGoesOnOnlyAsItWasBegun() throws IOException {
        var train = workshop.reviews("train.tsv", 20);
        var first = workshop.finetune("run", "--task", "sst2", "--train", train, "--epochs", 1, "--retries", 0);
        assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.OK);
        var again = workshop.finetune("run", "--task", "sst2", "--train", train, "--epochs", 1, "--retries", 0);
        assertThat(again.code()).isEqualTo(ExitCode.FAILED);
        assertThat(again.err()).contains("add --resume");
        var other =
                workshop.finetune("run", "--task", "sst2", "--train", train, "--epochs", 2, "--retries", 0, "--resume");
        assertThat(other.code()).isEqualTo(ExitCode.FAILED);
        assertThat(other.err()).contains("was begun with epochs 1.0, now it is 2.0");
        var more = workshop.finetune(
                "run", "--task", "sst2", "--train", train, "--epochs", 1, "--retries", 0, "--resume", "--trials", 2);
        assertThat(more.code()).as(more.err()).isEqualTo(ExitCode.OK);
        assertThat(more.out()).contains("trial-1", "trial-2", "median");
    }

    @Test
    void mistakesAreOneSentence() throws IOException {
        var train = workshop.reviews("train.tsv", 20);
        var table = workshop.finetune("a", "--task", "classification", "--train", train, "--label-column", "gold");
        assertThat(table.code()).isEqualTo(ExitCode.FAILED);
        assertThat(table.err()).contains("has no column \"gold\"; its columns are [sentence, label]");
        var unknown = workshop.finetune("b", "--task", "snli", "--train", train);
        assertThat(unknown.err()).contains("unknown task 'snli'").contains("cola, sst2");
        Files.delete(workshop.model.resolve("vocab.txt"));
        var lost = workshop.finetune("c", "--task", "sst2", "--train", train);
        assertThat(lost.err().lines()).hasSize(1).first().asString().contains("--vocab");
        var pretrained = Workshop.triad("electra", "predict", "--model", workshop.model);
        assertThat(pretrained.code()).isEqualTo(ExitCode.FAILED);
        var both = workshop.finetune("d", "--task", "sst2", "--train", train, "--data", folder);
        assertThat(both.code()).isEqualTo(ExitCode.USAGE);
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void tablesOfAnyKindAreRead() throws IOException {
        var train = workshop.write(
                "train.jsonl",
                java.util.stream.IntStream.range(0, 40)
                        .mapToObj(i -> "{\"text\": \"" + (i % 2 == 0 ? "good" : "bad") + " film\", \"label\": ["
                                + (i % 2 == 0 ? "\"joy\", \"love\"" : "\"anger\"") + "]}")
                        .toList());
        var tuned = workshop.finetune("run", "--task", "multi-label", "--train", train, "--epochs", 10);
        assertThat(tuned.code()).as(tuned.err()).isEqualTo(ExitCode.OK);
        assertThat(tuned.out()).contains("micro_f1");
        var asked = Workshop.triad(
                "electra",
                "predict",
                "--model",
                folder.resolve("run/model"),
                "--input",
                train,
                "--output",
                folder.resolve("answers.tsv"));
        assertThat(asked.code()).as(asked.err()).isEqualTo(ExitCode.OK);
        assertThat(folder.resolve("answers.tsv")).content().startsWith("id\tlabel\tanger\tjoy\tlove\n0\tjoy,love\t");
    }

    @Test
    void theColumnCalledSentenceIsFoundAndLabelsAreCutOff() throws IOException {
        var train = workshop.write(
                "train.tsv",
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("sentence\tlabel"),
                                java.util.stream.IntStream.range(0, 40)
                                        .mapToObj(i -> i % 2 == 0
                                                ? "the good film\tFINE:film" + i
                                                : "anna lives in paris\tPLACE:town" + i))
                        .toList());
        var tuned = workshop.finetune(
                "run", "--task", "classification", "--train", train, "--label-end", ":", "--epochs", 6);
        assertThat(tuned.code()).as(tuned.err()).isEqualTo(ExitCode.OK);
        assertThat(tuned.err()).contains("labels FINE, PLACE");
        var measured = Workshop.triad(
                "electra",
                "evaluate",
                "--model",
                folder.resolve("run/model"),
                "--data",
                train,
                "--label-end",
                ":",
                "--recompute");
        assertThat(measured.code()).isEqualTo(ExitCode.USAGE); // it has no gradients
    }

    @Test
    void severalTasksShareOneEncoder() throws IOException {
        workshop.reviews("glue/SST-2/train.tsv", 32);
        workshop.reviews("glue/CoLA/train.tsv", 32);
        var tuned = workshop.finetune(
                "run", "--task", "sst2,cola", "--data", folder.resolve("glue"), "--epochs", 2, "--retries", 0);
        assertThat(tuned.code()).as(tuned.err()).isEqualTo(ExitCode.OK);
        assertThat(tuned.out()).contains("sst2_accuracy", "cola_matthews", "average");
        assertThat(folder.resolve("run/model/cola/config.json")).exists();
        assertThat(folder.resolve("run/model/sst2/vocab.txt")).exists();
    }
}
