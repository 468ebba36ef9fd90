// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.core.data.task.GlueTask;
import dev.triad.electra.finetune.task.Metric;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.electra.finetune.task.ScoreRange;
import dev.triad.electra.finetune.task.Task;
import dev.triad.electra.finetune.task.TaskFile;
import dev.triad.electra.finetune.task.TextSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A fine-tuned model as a command meets it.
///
/// @param encoder the model and its tokenizer
/// @param known what its `task.json` says, where it has one
record FinetunedModel(EncoderFolder encoder, Optional<TaskFile> known) {
    /// Looks at a model.
    ///
    /// @throws IllegalArgumentException if it is not fine-tuned for classes, labels, numbers or tags
    static FinetunedModel of(EncoderFolder encoder) throws IOException {
        Problem.of(encoder.model().config());
        var file = encoder.directory().text(TaskFile.NAME);
        return new FinetunedModel(
                encoder,
                file.isEmpty()
                        ? Optional.empty()
                        : Optional.of(TaskFile.parse(
                                encoder.folder() + " (" + TaskFile.NAME + ")",
                                file.get().getBytes(StandardCharsets.UTF_8))));
    }

    /// The task it was fine-tuned for, as far as its files tell.
    Task task() {
        if (known.isPresent()) return known.get().task();
        var config = encoder.model().config();
        var problem = Problem.of(config);
        var task = Task.of(TaskOptions.kind(problem), problem, config.labels(), ScoreRange.UNIT);
        boolean spans = config.labels().stream().allMatch(tag -> tag.equals("O") || tag.matches("[BIESLUM](-.*)?"));
        return problem == Problem.TAGGING && !spans ? task.withMetrics(Metric.TAG_ACCURACY) : task;
    }

    /// The name by which that task's files are read: GLUE's, or the kind of task.
    String sourceName() {
        var task = task();
        try {
            return TaskOptions.glue(task.name()).isPresent() ? task.name() : TaskOptions.kind(task.problem());
        } catch (IllegalArgumentException _) {
            return TaskOptions.kind(task.problem());
        }
    }

    /// A task that the user names, with the labels in the model's order. Labels that nobody named (LABEL_0, …)
    /// are taken for GLUE's in GLUE's order.
    ///
    /// @throws IllegalArgumentException if the model answers something else
    Task task(String name) {
        var own = task();
        var glue = TaskOptions.glue(name);
        if (glue.isEmpty()) {
            if (!TaskOptions.kind(own.problem()).equals(name)) throw other(name, own.labels());
            return own;
        }
        return ofGlue(name, glue.get(), own.labels());
    }

    private Task ofGlue(String name, GlueTask glue, List<String> labels) {
        var task = TextSource.of(glue).task(name, List.of());
        if (task.problem() != Problem.of(encoder.model().config())
                || task.labels().size() != labels.size()) {
            throw other(name, labels);
        }
        if (task.problem() == Problem.REGRESSION) return task;
        boolean unnamed = labels.stream().allMatch(label -> label.matches("LABEL_[0-9]+"));
        if (!unnamed && !new HashSet<>(labels).equals(new HashSet<>(task.labels()))) throw other(name, labels);
        return new Task(
                name, task.problem(), unnamed ? task.labels() : labels, task.metrics(), task.range(), task.symmetric());
    }

    private IllegalArgumentException other(String name, List<String> labels) {
        return new IllegalArgumentException("%s: the model answers %s (%s), which is not what %s asks"
                .formatted(
                        encoder.folder(),
                        TaskOptions.kind(Problem.of(encoder.model().config())),
                        String.join(", ", labels),
                        name));
    }

    /// The longest row: what was asked for, else what the model was fine-tuned with.
    int maxLength(@Nullable Integer wanted) {
        int usual = Problem.of(encoder.model().config()) == Problem.TAGGING ? 256 : 128;
        return encoder.maxLength(wanted, known.map(TaskFile::maxLength).orElse(usual));
    }
}
