// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.progress.Progress;
import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.electra.finetune.predict.Evaluation;
import dev.triad.electra.finetune.predict.Predictor;
import dev.triad.electra.finetune.task.Answer;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.electra.finetune.task.ScoreRange;
import dev.triad.electra.finetune.task.Task;
import dev.triad.electra.finetune.task.TaskFile;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialsTest {
    private static final Trials ONE = new Trials(1, 0, 3, false, false);

    @TempDir
    Path folder;

    private static final class Messages implements Progress {
        final List<String> lines = new ArrayList<>();

        @Override
        public Progress.Task start(String name, long total, String unit) {
            return Progress.Task.NONE;
        }

        @Override
        public void message(String line) {
            lines.add(line);
        }
    }

    private StartingPoint model(Path model) throws IOException {
        var config = ConfigJson.read("config", Files.readString(model.resolve("config.json")));
        return new StartingPoint(
                "model", config, () -> SafetensorsFile.open(model.resolve("model.safetensors")), Part.DISCRIMINATOR);
    }

    @Test
    void aTaskIsLearnedAndItsModelAnswersAsItWasJudged() throws IOException {
        var job = Tiny.job(Tiny.pretrained(folder), Tiny.settings(12, 8, false), Tiny.parityData());
        var summary = ONE.run(job, folder.resolve("out"), Progress.NONE, new StopSignal())
                .orElseThrow();
        var result = summary.best().result();
        assertThat(result.score()).isGreaterThan(0.9);
        assertThat(result.degenerate()).isEmpty();
        assertThat(folder.resolve("out/trial-1/checkpoints")).doesNotExist();
        assertThat(folder.resolve("out/model/vocab.txt")).exists();
        var file = TaskFile.read(folder.resolve("out/model")).orElseThrow();
        assertThat(file).isEqualTo(new TaskFile(Tiny.PARITY, 24));
        var point = model(folder.resolve("out/model"));
        assertThat(point.config().problemType()).isEqualTo("single_label_classification");
        assertThat(point.config().labels()).containsExactly("0", "1");
        try (var model = point.whole()) {
            var rows = Tiny.parity(30, 12);
            var answers =
                    new Predictor(model, Problem.of(point.config()), Compute.plain()).answers(rows, Progress.Task.NONE);
            assertThat(Evaluation.of(file.task(), rows, answers).metrics()).isEqualTo(result.metrics());
        }
    }

    @Test
    void anInterruptedRunGoesOnBitForBit() throws IOException {
        var job = Tiny.job(Tiny.pretrained(folder), Tiny.settings(2, 3, false), Tiny.parityData());
        ONE.run(job, folder.resolve("whole"), Progress.NONE, new StopSignal());
        var parts = folder.resolve("parts");
        for (int stops = 0; stops < 3; stops++) {
            var stop = new StopSignal();
            stop.request(); // stops after one step
            assertThat(ONE.run(job, parts, Progress.NONE, stop)).isEmpty();
        }
        assertThat(parts.resolve("trial-1/checkpoints/step-00000003")).isDirectory();
        assertThat(ONE.run(job, parts, Progress.NONE, new StopSignal())).isPresent();
        assertThat(losses(parts)).isEqualTo(losses(folder.resolve("whole"))).hasSize(18 + 2);
        assertThat(parts.resolve("model/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/model/model.safetensors"));
        // A finished job is not run again.
        var summary = ONE.run(job, parts, Progress.NONE, new StopSignal()).orElseThrow();
        assertThat(summary.best().result().steps()).isEqualTo(18);
    }

    private static List<String> losses(Path out) throws IOException {
        return Files.readAllLines(out.resolve("trial-1/log.jsonl")).stream()
                .map(line -> line.replaceAll("\"time\":\"[^\"]*\",", ""))
                .toList();
    }

    @Test
    void trialsDifferInTheirSeedsAndAreSummedUp() throws IOException {
        var job = Tiny.job(Tiny.pretrained(folder), Tiny.settings(), Tiny.parityData());
        var out = folder.resolve("out");
        var summary = new Trials(3, 0, 7, true, false)
                .run(job, out, Progress.NONE, new StopSignal())
                .orElseThrow();
        assertThat(summary.trials()).extracting(trial -> trial.result().seed()).containsExactly(7L, 8L, 9L);
        var scores = summary.trials().stream()
                .map(trial -> trial.result().score())
                .sorted()
                .toList();
        var spread = java.util.Objects.requireNonNull(summary.spreads().get("accuracy"));
        assertThat(spread.median()).isEqualTo(scores.get(1));
        assertThat(spread.lowest()).isEqualTo(scores.get(0));
        assertThat(summary.best().result().score()).isEqualTo(scores.get(2));
        assertThat(Files.readString(out.resolve("results.json")))
                .contains("\"median\"", "trial-3", "tokens_per_second");
        assertThat(out.resolve("trial-2/checkpoints/best/config.json")).exists();
        assertThat(out.resolve("model/model.safetensors"))
                .hasSameBinaryContentAs(summary.best().folder().resolve("model/model.safetensors"));
    }

    @Test
    void aModelThatLearnedNothingIsTriedAgainAndThatIsSaid() throws IOException {
        var tiny = new FineTuningSettings(
                1, 8, 8, 1e-12, 0.8, LayerwiseDecay.Mode.ORIGINAL, 0, 0, 1, true, 0, false, 1, 0, 3, 1);
        // Eight rows of nine have one class, so an untrained model is not better than a constant.
        var rows = Tiny.rows(27, 3, token -> new Answer.OneLabel(token == 5 ? 1 : 0));
        var job = Tiny.job(Tiny.pretrained(folder), tiny, Tiny.data(Tiny.PARITY, rows, rows));
        var messages = new Messages();
        var out = folder.resolve("out");
        var summary = new Trials(1, 1, 3, false, false)
                .run(job, out, messages, new StopSignal())
                .orElseThrow();
        assertThat(messages.lines)
                .anyMatch(line -> line.contains("learned nothing") && line.contains("once more with seed 1003"));
        assertThat(out.resolve("trial-1-retry-1/result.json")).exists();
        assertThat(summary.trials()).hasSize(1);
        assertThat(summary.best().result().degenerate()).isPresent();
    }

    @Test
    void trainingEndsWhenNothingGetsBetter() throws IOException {
        var patient = new FineTuningSettings(
                30, 8, 8, 1e-12, 0.8, LayerwiseDecay.Mode.CORRECTED, 0, 0, 1, false, 0, false, 1, 2, 100, 1);
        var job = Tiny.job(Tiny.pretrained(folder), patient, Tiny.parityData());
        var summary = ONE.run(job, folder.resolve("out"), Progress.NONE, new StopSignal())
                .orElseThrow();
        assertThat(summary.best().result().steps()).isEqualTo(3 * 9); // the first evaluation is the best, two are not
    }

    @Test
    void aFinishedRegressionAnswersOnTheTasksScale() throws IOException {
        var size = Task.of("size", Problem.REGRESSION, Task.SCORE, new ScoreRange(0, 5));
        var rows = Tiny.rows(40, 5, token -> new Answer.Score((token - 3) * 5 / 16.0));
        var job = Tiny.job(Tiny.pretrained(folder), Tiny.settings(6, 8, false), Tiny.data(size, rows, rows));
        var out = folder.resolve("out");
        var result = ONE.run(job, out, Progress.NONE, new StopSignal())
                .orElseThrow()
                .best()
                .result();
        var point = model(out.resolve("model"));
        assertThat(Problem.of(point.config())).isEqualTo(Problem.REGRESSION);
        try (var model = point.whole()) {
            var answers = new Predictor(model, Problem.REGRESSION, Compute.plain()).answers(rows, Progress.Task.NONE);
            var evaluation = Evaluation.of(size, rows, answers);
            assertThat(evaluation.metrics().get("mse"))
                    .isCloseTo(result.metrics().get("mse"), within(1e-4));
        }
        // Going on from it, the same head on the same scale is taken over: the error starts where it ended.
        var again = Tiny.job(
                point,
                new FineTuningSettings(
                        1, 8, 8, 1e-12, 0.8, LayerwiseDecay.Mode.CORRECTED, 0, 0, 1, false, 0, false, 1, 0, 100, 1),
                Tiny.data(size, rows, rows));
        var next = ONE.run(again, folder.resolve("again"), Progress.NONE, new StopSignal())
                .orElseThrow();
        assertThat(next.best().result().metrics().get("mse"))
                .isCloseTo(result.metrics().get("mse"), within(1e-3));
    }

    @Test
    void severalTasksLeaveAModelEach() throws IOException {
        var other = Task.of("low", Problem.SINGLE_LABEL, List.of("high", "low"), ScoreRange.UNIT);
        var rows = Tiny.rows(40, 6, token -> new Answer.OneLabel(token < 12 ? 1 : 0));
        var job = Tiny.job(
                Tiny.pretrained(folder), Tiny.settings(8, 8, false), Tiny.parityData(), Tiny.data(other, rows, rows));
        var out = folder.resolve("out");
        var result = ONE.run(job, out, Progress.NONE, new StopSignal())
                .orElseThrow()
                .best()
                .result();
        assertThat(result.metrics()).containsKeys("parity_accuracy", "low_accuracy", "average");
        assertThat(Files.readString(out.resolve("trial-1/log.jsonl"))).contains("loss_parity", "loss_low");
        var point = model(out.resolve("model/low"));
        assertThat(point.config().labels()).containsExactly("high", "low");
        try (var model = point.whole()) {
            var answers = new Predictor(model, Problem.SINGLE_LABEL, Compute.plain()).answers(rows, Progress.Task.NONE);
            assertThat(Evaluation.of(other, rows, answers).metrics().get("accuracy"))
                    .isEqualTo(result.metrics().get("low_accuracy"));
        }
        assertThatThrownBy(
                        () -> Tiny.job(Tiny.pretrained(folder), Tiny.settings(), Tiny.parityData(), Tiny.parityData()))
                .hasMessageContaining("once only");
    }
}
