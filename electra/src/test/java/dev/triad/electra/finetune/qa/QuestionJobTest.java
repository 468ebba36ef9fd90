// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.data.task.Question;
import dev.triad.core.data.task.Tolerance;
import dev.triad.core.file.Json;
import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.progress.Progress;
import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.finetune.StartingPoint;
import dev.triad.electra.finetune.Trials;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.train.StopSignal;
import dev.triad.torch.train.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestionJobTest {
    @TempDir
    Path folder;

    private StartingPoint pretrained() throws IOException {
        var file = folder.resolve("model.safetensors");
        try (var model = Quiz.model(HeadKind.REPLACED_TOKEN, 0)) {
            Weights.write(model, file);
            return new StartingPoint("tiny", model.config(), () -> SafetensorsFile.open(file), Part.DISCRIMINATOR);
        }
    }

    private QuestionJob job(QuestionTask task, EncodedQuestions questions, double epochs) throws IOException {
        return new QuestionJob(
                pretrained(),
                new QuestionData(task, questions, questions),
                true,
                Quiz.settings(epochs, 8, 8, false),
                Compute.plain(),
                Quiz.ROWS,
                SearchOptions.DEFAULT,
                target -> Files.writeString(target.resolve("vocab.txt"), "tokens\n"));
    }

    @Test
    void questionsAreLearnedAndTheModelAnswersAsItWasJudged() throws IOException {
        var job = job(QuestionTask.SQUAD, Quiz.some(), 60);
        var out = folder.resolve("out");
        var summary = new Trials(1, 0, 3, false, false)
                .run(job, out, Progress.NONE, new StopSignal())
                .orElseThrow();
        var result = summary.best().result();
        assertThat(result.metrics()).containsEntry("best_exact", 100.0).containsEntry("best_f1", 100.0);
        assertThat(result.degenerate()).isEmpty();
        var point = new StartingPoint(
                "model",
                ConfigJson.read("config", Files.readString(out.resolve("model/config.json"))),
                () -> SafetensorsFile.open(out.resolve("model/model.safetensors")),
                Part.DISCRIMINATOR);
        var file = QuestionFile.read(out.resolve("model")).orElseThrow();
        assertThat(file.task()).isEqualTo(QuestionTask.SQUAD);
        assertThat(file.windows()).isEqualTo(Quiz.ROWS);
        try (var model = point.whole()) {
            var finder = new AnswerFinder(model, Compute.plain(), file.search());
            var answers = finder.find(Quiz.some(), Progress.Task.NONE);
            double threshold = file.threshold() == null ? Double.NaN : file.threshold();
            assertThat(answers.stream().map(answer -> answer.text(threshold)))
                    .containsExactly("Ann", "Oslo", "1900", "the blue Rome", "", "");
            assertThat(QuestionEvaluation.of(QuestionTask.SQUAD, answers, finder.usualThreshold())
                            .metrics())
                    .isEqualTo(result.metrics());
            filesAreThoseOfTheOfficialScripts(answers, threshold);
        }
    }

    private void filesAreThoseOfTheOfficialScripts(List<FoundAnswer> answers, double threshold) throws IOException {
        var files = new AnswerFiles(folder, "squad");
        assertThat(Json.parse(Files.readAllBytes(files.predictions(answers, threshold))))
                .isEqualTo(Map.of("1", "Ann", "2", "Oslo", "3", "1900", "4", "the blue Rome", "5", "", "6", ""));
        var odds = Json.parse(Files.readAllBytes(files.nullOdds(answers)));
        assertThat(odds).containsOnlyKeys("1", "2", "3", "4", "5", "6");
        answers.forEach(
                answer -> assertThat(odds).containsEntry(answer.question().id(), answer.noAnswer()));
        var evaluation = QuestionEvaluation.of(QuestionTask.SQUAD, answers, threshold);
        assertThat(Json.parse(Files.readAllBytes(files.evaluation(evaluation))))
                .containsEntry("exact", 100.0)
                .containsEntry("NoAns_f1", 100.0)
                .containsKey("best_f1_thresh");
        assertThat(Json.parse(Files.readAllBytes(files.candidates(answers))).get("2"))
                .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
                .first()
                .satisfies(best -> {
                    assertThat(best.get("text")).isEqualTo("Oslo");
                    assertThat(best.get("start")).isEqualTo(28L);
                    assertThat(best.get("end")).isEqualTo(32L);
                });
    }

    @Test
    void anInterruptedRunGoesOnBitForBit() throws IOException {
        var job = job(QuestionTask.SQUADV1, answerable(), 4);
        var straight = new Trials(1, 0, 3, false, false);
        assertThat(straight.run(job, folder.resolve("straight"), Progress.NONE, new StopSignal()))
                .isPresent();
        var stop = new StopSignal();
        stop.request();
        var broken = folder.resolve("broken");
        assertThat(straight.run(job, broken, Progress.NONE, stop)).isEmpty();
        assertThat(straight.run(job, broken, Progress.NONE, new StopSignal())).isPresent();
        assertThat(Files.readAllBytes(broken.resolve("model/model.safetensors")))
                .isEqualTo(Files.readAllBytes(folder.resolve("straight/model/model.safetensors")));
    }

    private static EncodedQuestions answerable() {
        return new EncodedQuestions(Quiz.some().all().stream()
                .filter(question -> question.question().isAnswerable())
                .toList());
    }

    @Test
    void aModelThatNeverAnswersRightHasLearnedNothing() {
        var found = new ArrayList<FoundAnswer>();
        for (var question : Quiz.some().all()) {
            found.add(new FoundAnswer(question.question(), List.of(), 1));
        }
        var evaluation = QuestionEvaluation.of(QuestionTask.SQUAD, found, 0);
        assertThat(evaluation.degenerate()).hasValue("it answers no better than by never giving an answer");
        assertThat(evaluation.metrics().get("exact")).isCloseTo(100 / 3.0, within(1e-9));
        assertThat(QuestionEvaluation.of(QuestionTask.SQUADV1, found, 0).degenerate())
                .isPresent();
    }

    @Test
    void theTunedThresholdLiesBetweenTwoQuestions() {
        var found = new ArrayList<FoundAnswer>();
        double none = 0;
        for (var question : Quiz.some().all()) { // the last two have no answer
            var text = question.question().isAnswerable()
                    ? question.question().references().getFirst()
                    : "Ann";
            var candidate = new FoundAnswer.Candidate(text, 0, 1, 0, 1);
            found.add(new FoundAnswer(question.question(), List.of(candidate), none++));
        }
        var evaluation = QuestionEvaluation.of(QuestionTask.SQUAD, found, 0);
        assertThat(evaluation.metrics()).containsEntry("best_f1", 100.0).containsEntry("best_f1_thresh", 3.0);
        assertThat(evaluation.bestThreshold()).isEqualTo(3.5);
        assertThat(QuestionEvaluation.of(QuestionTask.SQUADV1, found, 0).bestThreshold())
                .isNull();
    }

    @Test
    void withoutAFileToJudgeByWholeTextsAreHeldOut() throws IOException {
        var file = folder.resolve("train.json");
        var paragraphs = new ArrayList<Object>();
        for (int text = 0; text < 10; text++) {
            String context = "Ann sat in " + text + " Rome.";
            var questions = new ArrayList<Object>();
            for (int i = 0; i < 3; i++) {
                questions.add(Map.of(
                        "id",
                        text + "-" + i,
                        "question",
                        "Who?",
                        "answers",
                        List.of(Map.of("text", "Ann", "answer_start", i == 2 && text == 4 ? 7 : 0))));
            }
            paragraphs.add(Map.of("context", context, "qas", questions));
        }
        Files.write(file, Json.render(Map.of("data", List.of(Map.of("paragraphs", paragraphs)))));
        var said = new ArrayList<String>();
        var loader = new QuestionLoader(new QuestionEncoder(Quiz.WORDS, Quiz.ROWS), new Tolerance(0.1), 0.2, said::add);
        var data = loader.load(QuestionTask.SQUADV1, file, null);
        assertThat(data.train().size() + data.held().size()).isEqualTo(29);
        var learned =
                data.train().all().stream().map(question -> question.question().context());
        var judged = data.held().all().stream()
                .map(EncodedQuestion::question)
                .map(Question::context)
                .distinct()
                .toList();
        assertThat(judged).hasSize(2);
        assertThat(learned).doesNotContainAnyElementsOf(judged);
        assertThat(said.get(0)).contains("1 of 30 rows could not be read");
        assertThat(said.get(1)).contains("2 of its 10 texts");
        assertThat(loader.judge(QuestionTask.SQUADV1, file).size()).isEqualTo(30);
    }

    @Test
    void aDamagedFileInTheModelsFolderIsTold() throws IOException {
        assertThat(QuestionFile.read(folder)).isEmpty();
        Files.writeString(folder.resolve("questions.json"), "{\"task\": \"glue\"}");
        assertThatThrownBy(() -> QuestionFile.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("questions.json: \"task\" must be squad, squadv1 or mrqa, not glue");
    }
}
