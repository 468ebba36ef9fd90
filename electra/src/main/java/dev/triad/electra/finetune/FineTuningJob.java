// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.core.progress.Progress;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.finetune.task.TaskData;
import dev.triad.torch.nn.Compute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The trials of one or several tasks.
///
/// @param start where each trial starts
/// @param tasks what is learned, and from what
/// @param linear ELECTRA's own classification head instead of Hugging Face's
/// @param settings how
/// @param compute on what
/// @param maxLength longest row in tokens
/// @param tokenizer writes the tokenizer's files into a model's folder
/// @param adjustment what is different about the model
public record FineTuningJob(
        StartingPoint start,
        List<TaskData> tasks,
        boolean linear,
        FineTuningSettings settings,
        Compute compute,
        int maxLength,
        FolderContent tokenizer,
        Adjustment adjustment)
        implements TrialJob {
    /// Fills a folder.
    @FunctionalInterface
    public interface FolderContent {
        void write(Path folder) throws IOException;
    }

    public FineTuningJob {
        tasks = List.copyOf(tasks);
        if (tasks.stream().map(data -> data.task().name()).distinct().count() < tasks.size()) {
            throw new IllegalArgumentException("each task can be learned once only; two have the same name");
        }
    }

    /// The same without adjustments.
    public FineTuningJob(
            StartingPoint start,
            List<TaskData> tasks,
            boolean linear,
            FineTuningSettings settings,
            Compute compute,
            int maxLength,
            FolderContent tokenizer) {
        this(start, tasks, linear, settings, compute, maxLength, tokenizer, Adjustment.NONE);
    }

    @Override
    public Course course() {
        return adjustment.course();
    }

    @Override
    public Lesson<TaskBatch> begin(long seed, Progress progress) throws IOException {
        return TaskLesson.begin(this, seed, progress);
    }

    /// What each task's model is.
    SequencedMap<String, ModelConfig> configs() {
        var configs = new LinkedHashMap<String, ModelConfig>();
        for (var data : tasks) configs.put(data.task().name(), start.configFor(data.task(), linear));
        return configs;
    }
}
