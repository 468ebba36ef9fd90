// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.training;

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
import java.util.SequencedMap;
import picocli.CommandLine.Option;

/// The mixin of commands in which a model is compressed stage by stage while it learns.
public final class StageOptions {
    @Option(
            names = "--stage",
            paramLabel = "NAME=PATTERN",
            description = "A stage: a name, and the weights that are compressed in it; may be repeated, in order. By"
                    + " default feed-forward layers, embeddings, attention, and what is left.")
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
            description = "Weight of the model's own loss beside a teacher; default ${DEFAULT-VALUE}.")
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
    public void requireNone() {
        if (!stages.isEmpty()) throw new IllegalArgumentException("--stage needs --compress-stages to say how");
    }

    /// How the model learns.
    ///
    /// @param plan what becomes of each weight
    /// @param usual the stages where nobody names any; none for those of an encoder
    /// @param iterations of k-means
    /// @param manner of k-means
    /// @param answers what the model's logits mean
    /// @param screen where the table of sizes and errors goes
    public StagedTraining training(
            Plan plan,
            List<Stage> usual,
            int iterations,
            KMeans.Manner manner,
            Distilled.Answers answers,
            PrintWriter screen) {
        var named = stages.isEmpty()
                ? usual
                : stages.stream().map(StageOptions::stage).toList();
        var teacher = new StagedTraining.Teacher(answers, teacherWeight, taskWeight, temperature);
        return new StagedTraining(plan, named, teacher, gradient, iterations, manner, screen);
    }

    private static Stage stage(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) throw new IllegalArgumentException("--stage takes NAME=PATTERN, not '" + text + "'");
        return new Stage(text.substring(0, equals), new NamePattern(text.substring(equals + 1)));
    }

    /// What was asked for, by name.
    public SequencedMap<String, Object> describe() {
        var described = new LinkedHashMap<String, Object>();
        if (!stages.isEmpty()) described.put("stages", List.copyOf(stages));
        described.put("teacher_weight", teacherWeight);
        described.put("task_weight", taskWeight);
        described.put("temperature", temperature);
        described.put("centroid_gradient", gradient.name().toLowerCase(Locale.ROOT));
        return described;
    }
}
