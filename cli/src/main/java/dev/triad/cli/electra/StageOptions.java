// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.electra.finetune.task.Problem;
import dev.triad.quant.cluster.KMeans;
import dev.triad.quant.plan.Plan;
import dev.triad.quant.product.Codebook;
import dev.triad.quant.stages.Distilled;
import dev.triad.quant.stages.Stage;
import dev.triad.quant.weight.NamePattern;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import picocli.CommandLine.Option;

/// The mixin of commands that fine-tune: how a model is compressed stage by stage.
final class StageOptions {
    @Option(
            names = "--stage",
            paramLabel = "NAME=PATTERN",
            description = "A stage: a name, and the weights that are compressed in it; may be repeated, in order. By"
                    + " default feed-forward layers, embeddings, attention.")
    List<String> stages = new ArrayList<>();

    @Option(
            names = "--teacher-weight",
            defaultValue = "1",
            paramLabel = "W",
            description = "Weight of the loss that compares answers with those of the uncompressed model; 0 for no"
                    + " teacher; default ${DEFAULT-VALUE}.")
    double teacherWeight;

    @Option(
            names = "--task-weight",
            defaultValue = "1",
            paramLabel = "W",
            description = "Weight of the task's own loss beside a teacher; default ${DEFAULT-VALUE}.")
    double taskWeight;

    @Option(
            names = "--temperature",
            defaultValue = "1",
            paramLabel = "T",
            description = "By which teacher and student soften their answers; default ${DEFAULT-VALUE}.")
    double temperature;

    @Option(
            names = "--centroid-gradient",
            defaultValue = "mean",
            paramLabel = "HOW",
            description = "The gradient of a centroid: the mean of its blocks' gradients (the default), or their sum.")
    Codebook.Gradient gradient;

    /// Refuses stages where nothing is compressed.
    void requireNone() {
        if (!stages.isEmpty()) throw new IllegalArgumentException("--stage needs --compress-stages to say how");
    }

    /// How a task is learned.
    ///
    /// @param plan what becomes of each weight
    /// @param iterations of k-means
    /// @param manner of k-means
    /// @param problem what is asked; nothing for questions about texts
    /// @param screen where the table of sizes and errors goes
    StagedCourse course(
            Plan plan, int iterations, KMeans.Manner manner, Optional<Problem> problem, PrintWriter screen) {
        var named = stages.stream().map(StageOptions::stage).toList();
        var answers = problem.map(StageOptions::answers).orElse(Distilled.Answers.CLASSES);
        var teacher = new StagedCourse.Teacher(answers, teacherWeight, taskWeight, temperature);
        return new StagedCourse(plan, named, teacher, gradient, iterations, manner, screen);
    }

    private static Stage stage(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) throw new IllegalArgumentException("--stage takes NAME=PATTERN, not '" + text + "'");
        return new Stage(text.substring(0, equals), new NamePattern(text.substring(equals + 1)));
    }

    private static Distilled.Answers answers(Problem problem) {
        return switch (problem) {
            case SINGLE_LABEL, TAGGING -> Distilled.Answers.CLASSES;
            case MULTI_LABEL -> Distilled.Answers.YES_OR_NO;
            case REGRESSION -> Distilled.Answers.NUMBERS;
        };
    }

    /// What was asked for, by name.
    SequencedMap<String, Object> describe() {
        var described = new LinkedHashMap<String, Object>();
        if (!stages.isEmpty()) described.put("stages", List.copyOf(stages));
        described.put("teacher_weight", teacherWeight);
        described.put("task_weight", taskWeight);
        described.put("temperature", temperature);
        described.put("centroid_gradient", gradient.name().toLowerCase(Locale.ROOT));
        return described;
    }
}
