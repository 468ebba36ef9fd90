// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.progress.Progress;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.finetune.Adjustment;
import dev.triad.electra.finetune.Course;
import dev.triad.electra.finetune.FineTuningJob.FolderContent;
import dev.triad.electra.finetune.FineTuningSettings;
import dev.triad.electra.finetune.Lesson;
import dev.triad.electra.finetune.StartingPoint;
import dev.triad.electra.finetune.TrialJob;
import dev.triad.torch.nn.Compute;
import java.io.IOException;

/// The trials of learning to answer questions.
///
/// @param start where each trial starts
/// @param data what is learned
/// @param joint ELECTRA's joint head instead of the plain one, which transformers loads
/// @param settings how
/// @param compute on what
/// @param windows how texts were cut
/// @param search how answers are looked for
/// @param tokenizer writes the tokenizer's files into a model's folder
/// @param adjustment what is different about the model
public record QuestionJob(
        StartingPoint start,
        QuestionData data,
        boolean joint,
        FineTuningSettings settings,
        Compute compute,
        WindowOptions windows,
        SearchOptions search,
        FolderContent tokenizer,
        Adjustment adjustment)
        implements TrialJob {
    /// The same without adjustments.
    public QuestionJob(
            StartingPoint start,
            QuestionData data,
            boolean joint,
            FineTuningSettings settings,
            Compute compute,
            WindowOptions windows,
            SearchOptions search,
            FolderContent tokenizer) {
        this(start, data, joint, settings, compute, windows, search, tokenizer, Adjustment.NONE);
    }

    @Override
    public Course course() {
        return adjustment.course();
    }

    @Override
    public Lesson<WindowBatch> begin(long seed, Progress progress) throws IOException {
        return QuestionLesson.begin(this, seed, progress);
    }

    /// The model on this encoder.
    ModelConfig config() {
        return ModelConfig.of(
                start.config().encoder(), joint ? HeadKind.JOINT_QUESTION_ANSWERING : HeadKind.QUESTION_ANSWERING);
    }
}
