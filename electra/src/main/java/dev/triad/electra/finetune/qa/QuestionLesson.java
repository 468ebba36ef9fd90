// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.finetune.LayerwiseDecay;
import dev.triad.electra.finetune.Lesson;
import dev.triad.electra.finetune.TrialResult;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.train.Objective;
import dev.triad.torch.train.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Learning to answer questions.
final class QuestionLesson implements Lesson<WindowBatch> {
    private final QuestionJob job;
    private final TextModel model;
    private final QuestionAnswering objective;
    private @Nullable QuestionEvaluation judged;

    private QuestionLesson(QuestionJob job, TextModel model, QuestionAnswering objective) {
        this.job = job;
        this.model = model;
        this.objective = objective;
    }

    /// Takes a fresh copy of the starting point.
    static QuestionLesson begin(QuestionJob job, long seed, Progress progress) throws IOException {
        var model = new TextModel(
                job.config(), job.adjustment().stack(job.config().encoder().numHiddenLayers()));
        try {
            job.start().load(model, RandomKey.of(seed).named("init")).tell(progress);
            LayerwiseDecay.freeze(
                    model, job.settings().frozenLayers(), job.config().encoder());
            model.to(job.compute().device(), job.compute().dtype() == DType.F64 ? DType.F64 : DType.F32);
            job.adjustment().preparation().accept(model);
            var objective = new QuestionAnswering(model, job.data(), job.settings(), job.search(), seed);
            return new QuestionLesson(job, model, objective);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    @Override
    public Objective<WindowBatch> objective() {
        return objective;
    }

    @Override
    public int layers() {
        return model.config().encoder().numHiddenLayers();
    }

    @Override
    public long stepsPerEpoch() {
        return objective.stepsPerEpoch();
    }

    @Override
    public String deciding() {
        return job.data().task().deciding();
    }

    @Override
    public long evaluating() {
        return objective.evaluating();
    }

    @Override
    public TrialResult result(long seed, long steps, double seconds) {
        var evaluation = objective.judge(job.compute());
        judged = evaluation;
        return new TrialResult(
                seed, steps, seconds, objective.tokens(), deciding(), evaluation.metrics(), evaluation.degenerate());
    }

    /// A folder as Hugging Face has them, and what is needed to ask as in training.
    @Override
    public void export(Path folder) throws IOException {
        Weights.writeAllNames(model, folder.resolve("model.safetensors"));
        Files.writeString(folder.resolve("config.json"), ConfigJson.write(model.config()));
        var evaluation = judged == null ? objective.judge(job.compute()) : judged;
        new QuestionFile(job.data().task(), job.windows(), job.search(), evaluation.bestThreshold()).write(folder);
        job.tokenizer().write(folder);
    }

    @Override
    public void close() {
        model.close();
    }
}
