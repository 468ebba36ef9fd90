// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.stages;

import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Functional.Reduction;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.train.Loss;
import dev.triad.torch.train.Objective;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// An objective with a teacher: the model also learns to answer as an uncompressed one does (Hinton et al. 2015),
/// by the divergence KL(teacher ‖ student) of their answers, averaged over answers.
///
/// @param <B> the objective's micro-batches
public final class Distilled<B> implements Objective<Distilled.Part<B>> {
    /// What the logits mean.
    public enum Answers {
        /// The last axis holds classes, of which one is right.
        CLASSES,
        /// Each logit decides by itself: several labels, or replaced tokens.
        YES_OR_NO,
        /// Each is a number; compared by half the squared difference.
        NUMBERS
    }

    /// A micro-batch and its share of the step.
    public record Part<B>(B batch, double share) {}

    private final Objective<B> student;
    private final Objective<B> teacher;
    private final Answers answers;
    private final double weight;
    private final double taskWeight;
    private final double temperature;

    /// @param student what is trained
    /// @param teacher the same objective on a model of its own, which is never trained
    /// @param weight of the divergence
    /// @param taskWeight of the student's own loss
    /// @param temperature by which both divide their logits; the divergence is multiplied by its square
    public Distilled(
            Objective<B> student,
            Objective<B> teacher,
            Answers answers,
            double weight,
            double taskWeight,
            double temperature) {
        if (!(weight >= 0 && taskWeight >= 0 && weight + taskWeight > 0 && temperature > 0)) {
            throw new IllegalArgumentException("a teacher needs weights that are not negative and a positive"
                    + " temperature, got " + weight + ", " + taskWeight + " and " + temperature);
        }
        this.student = student;
        this.teacher = teacher;
        this.answers = answers;
        this.weight = weight;
        this.taskWeight = taskWeight;
        this.temperature = temperature;
    }

    @Override
    public Module model() {
        return student.model();
    }

    @Override
    public List<Part<B>> batches(long step) throws IOException {
        var batches = student.batches(step);
        return batches.stream()
                .map(batch -> new Part<>(batch, 1.0 / batches.size()))
                .toList();
    }

    @Override
    public Loss loss(Part<B> part, Pass pass) {
        var own = student.loss(part.batch(), pass);
        var logits = own.logits();
        if (logits == null)
            throw new IllegalArgumentException("this objective shows no logits to compare with a teacher's");
        var divergence = divergence(logits, taught(part.batch(), pass)).mul(weight * part.share());
        var parts = new LinkedHashMap<>(own.parts());
        parts.put("task_loss", own.total());
        parts.put("teacher_loss", divergence);
        return new Loss(own.total().mul(taskWeight).add(divergence), logits, parts, own.rest());
    }

    private Tensor taught(B batch, Pass pass) {
        try (var scope = Scope.open();
                var _ = NoGrad.open()) {
            var logits = teacher.loss(batch, Pass.evaluation(pass.compute())).logits();
            if (logits == null) throw new IllegalArgumentException("the teacher's objective shows no logits");
            return scope.handOver(logits.detach().to(DType.F32).copy());
        }
    }

    /// The mean over answers.
    private Tensor divergence(Tensor studentLogits, Tensor teacherLogits) {
        var theirs = teacherLogits.div(temperature);
        var ours = studentLogits.to(DType.F32).div(temperature);
        double squared = temperature * temperature;
        return switch (answers) {
            case CLASSES -> {
                var probabilities = Functional.softmax(theirs, -1);
                var difference = Functional.logSoftmax(theirs, -1).sub(Functional.logSoftmax(ours, -1));
                double count = (double) theirs.count() / theirs.size(-1);
                yield probabilities.mul(difference).sum().mul(squared / count);
            }
            case YES_OR_NO -> {
                var probabilities = theirs.sigmoid();
                var cross = Functional.binaryCrossEntropyWithLogits(ours, probabilities, Reduction.MEAN);
                var entropy = Functional.binaryCrossEntropyWithLogits(theirs, probabilities, Reduction.MEAN);
                yield cross.sub(entropy).mul(squared);
            }
            case NUMBERS -> ours.sub(theirs).square().mean().mul(squared / 2);
        };
    }

    @Override
    public SequencedMap<String, Double> evaluate(Compute compute) throws IOException {
        return student.evaluate(compute);
    }

    @Override
    public void save(Path folder) throws IOException {
        student.save(folder);
    }

    @Override
    public void load(Path folder) throws IOException {
        student.load(folder);
    }
}
