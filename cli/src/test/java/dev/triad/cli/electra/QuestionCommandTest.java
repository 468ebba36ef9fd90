// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.ExitCode;
import dev.triad.core.file.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Questions about texts, from a pretrained model to answers, all through the command line.
class QuestionCommandTest {
    @TempDir
    Path folder;

    private Workshop workshop;

    @BeforeEach
    void open() throws IOException {
        workshop = new Workshop(folder);
    }

    private Path squad(String name, boolean impossible) throws IOException {
        var paragraphs = new ArrayList<Object>();
        for (var context : List.of("Anna lives in Paris.", "Bo is in Bonn.")) {
            var place = context.contains("Paris") ? "Paris" : "Bonn";
            var person = context.startsWith("Anna") ? "Anna" : "Bo";
            var questions = new ArrayList<Object>();
            questions.add(question(person + "-in", "In?", place, context.indexOf(place)));
            questions.add(question(person + "-is", "Is?", person, 0));
            if (impossible) {
                questions.add(Map.of(
                        "id", person + "-film", "question", "Film?", "is_impossible", true, "answers", List.of()));
            }
            paragraphs.add(Map.of("context", context, "qas", questions));
        }
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, Json.render(Map.of("data", List.of(Map.of("paragraphs", paragraphs)))));
    }

    private static Map<String, Object> question(String id, String text, String answer, int start) {
        return Map.of(
                "id", id, "question", text, "answers", List.of(Map.of("text", answer, "answer_start", (long) start)));
    }

    /// Slowly at first: a model this small must find out what the question has to do with it.
    private Run learn(Object... options) {
        var all = new ArrayList<Object>(List.of("--epochs", 250, "--layer-decay", 1, "--warmup", 0.3, "--retries", 0));
        all.addAll(List.of(options));
        return workshop.finetune("run", all.toArray());
    }

    @Test
    void squadIsLearnedMeasuredAndAsked() throws IOException {
        squad("squad/train-v2.0.json", true);
        var dev = squad("squad/dev.json", true);
        var tuned = learn("--task", "SQuAD", "--data", folder.resolve("squad"));
        assertThat(tuned.code()).as(tuned.err()).isEqualTo(ExitCode.OK);
        assertThat(tuned.err()).contains("squad: 6 questions in 6 windows to learn from, 6 in 6 to judge by");
        var model = folder.resolve("run/model");

        var measured = Workshop.triad(
                "electra", "evaluate", "--model", model, "--data", folder.resolve("squad"), "--predictions", folder);
        assertThat(measured.code()).as(measured.err()).isEqualTo(ExitCode.OK);
        assertThat(measured.out()).contains("6 questions in 6 windows", "best_f1             100.0000");
        assertThat(Json.parse(Files.readAllBytes(folder.resolve("squad_preds.json"))))
                .containsEntry("Anna-in", "Paris")
                .containsEntry("Bo-is", "Bo");
        assertThat(Json.parse(Files.readAllBytes(folder.resolve("squad_null_odds.json"))))
                .containsOnlyKeys("Anna-in", "Anna-is", "Anna-film", "Bo-in", "Bo-is", "Bo-film");
        assertThat(Json.parse(Files.readAllBytes(folder.resolve("squad_eval.json"))))
                .containsEntry("best_exact", 100.0);

        var lines = workshop.write(
                "asked.txt", List.of("In?\tAnna lives in Paris.", "Is?\tBo is in Bonn.", "Film?\tBo is in Bonn."));
        var asked = Workshop.triad("electra", "predict", "--model", model, "--input", lines);
        assertThat(asked.code()).as(asked.err()).isEqualTo(ExitCode.OK);
        assertThat(asked.out().lines().toList()).hasSize(4).satisfies(answers -> {
            assertThat(answers.get(0)).isEqualTo("id\tanswer\tstart\tend\tprobability\tno_answer_score");
            assertThat(answers.get(1)).startsWith("0\tParis\t14\t19\t");
            assertThat(answers.get(2)).startsWith("1\tBo\t0\t2\t");
            assertThat(answers.get(3)).startsWith("2\t\t\t\t\t");
        });

        var output = folder.resolve("answers.jsonl");
        var json = Workshop.triad(
                "electra",
                "predict",
                "--model",
                model,
                "--model",
                model,
                "--input",
                dev,
                "--jsonl",
                "--output",
                output,
                "--predictions",
                folder.resolve("files"));
        assertThat(json.code()).as(json.err()).isEqualTo(ExitCode.OK);
        var answers = Files.readAllLines(output);
        assertThat(answers).hasSize(6);
        assertThat(answers.getFirst()).contains("\"answer\":\"Paris\"", "\"start\":14,\"end\":19");
        assertThat(Json.parse(Files.readAllBytes(folder.resolve("files/squad_preds.json"))))
                .containsEntry("Anna-film", "")
                .containsEntry("Bo-in", "Bonn");
    }

    @Test
    void thePlainHeadIsAskedForByName() throws IOException {
        var train = squad("train.json", false);
        var tuned = workshop.finetune(
                "run",
                "--task",
                "squadv1",
                "--train",
                train,
                "--dev",
                train,
                "--epochs",
                4,
                "--head",
                "plain",
                "--retries",
                0);
        assertThat(tuned.code()).as(tuned.err()).isEqualTo(ExitCode.OK);
        var model = folder.resolve("run/model");
        assertThat(Files.readString(model.resolve("config.json"))).contains("ElectraForQuestionAnswering");
        var measured = Workshop.triad("electra", "evaluate", "--model", model, "--data", train, "--json");
        assertThat(measured.code()).as(measured.err()).isEqualTo(ExitCode.OK);
        assertThat(measured.out()).contains("\"exact_match\" : ", "\"questions\" : 4");
    }

    @Test
    void whatDoesNotFitQuestionsIsRefusedInOneSentence() throws IOException {
        var train = squad("train.json", false);
        var head = workshop.finetune("a", "--task", "squadv1", "--train", train, "--dev", train, "--head", "linear");
        assertThat(head.code()).isEqualTo(ExitCode.FAILED);
        assertThat(head.err()).contains("--head linear answers no questions; take joint or plain");
        var metric = workshop.finetune("b", "--task", "squad", "--train", train, "--dev", train, "--metric", "f1");
        assertThat(metric.code()).isEqualTo(ExitCode.FAILED);
        assertThat(metric.err()).contains("--metric is not for questions");
        assertThat(folder.resolve("b")).doesNotExist();
    }
}
