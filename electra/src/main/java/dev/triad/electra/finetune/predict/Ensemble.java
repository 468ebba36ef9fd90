// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.predict;

import dev.triad.core.progress.Progress;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.finetune.task.Answer;
import dev.triad.electra.finetune.task.EncodedRow;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.electra.finetune.task.RowEncoder;
import dev.triad.torch.nn.Compute;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One fine-tuned model, or several whose answers are averaged: probabilities of classes, labels and tags, or
/// numbers.
public final class Ensemble implements AutoCloseable {
    /// A model and what makes tokens for it.
    public record Member(TextModel model, RowEncoder encoder) {}

    /// One or two texts.
    public record Texts(String first, @Nullable String second) {}

    private final List<Member> members;
    private final Problem problem;
    private final Compute compute;

    /// Takes over the models: they are closed with it.
    ///
    /// @throws IllegalArgumentException if they do not answer the same question with the same labels
    public Ensemble(List<Member> members, Compute compute) {
        if (members.isEmpty()) throw new IllegalArgumentException("there must be at least one model");
        this.members = List.copyOf(members);
        this.compute = compute;
        var first = members.getFirst().model().config();
        problem = Problem.of(first);
        for (var member : members) {
            var config = member.model().config();
            if (Problem.of(config) != problem || !config.labels().equals(first.labels())) {
                close();
                throw new IllegalArgumentException("only models with the same labels can be averaged, not "
                        + first.labels() + " and " + config.labels());
            }
        }
    }

    /// What is asked.
    public Problem problem() {
        return problem;
    }

    /// The labels in the order of the answers.
    public List<String> labels() {
        return members.getFirst().model().config().labels();
    }

    /// Answers about texts, one line [labels] each.
    public List<double[]> texts(List<Texts> texts, Progress.Task task) {
        var sums = new ArrayList<double[]>();
        for (var member : members) {
            var rows = texts.stream()
                    .map(text -> member.encoder().text(text.first(), text.second(), Answer.UNKNOWN))
                    .toList();
            var answers = new Predictor(member.model(), problem, compute).answers(rows, task);
            for (int i = 0; i < texts.size(); i++) add(sums, i, answers.get(i)[0]);
        }
        return sums;
    }

    /// Answers about the words of sentences, one line [labels] per word.
    public List<List<double[]>> sentences(List<List<String>> sentences, Progress.Task task) {
        var sums = new ArrayList<List<double[]>>();
        for (var sentence : sentences) sums.add(new ArrayList<>(sentence.size()));
        for (var member : members) {
            var rows = new ArrayList<EncodedRow>();
            var owners = new ArrayList<Integer>();
            for (int i = 0; i < sentences.size(); i++) {
                for (var row : member.encoder().words(sentences.get(i), null)) {
                    rows.add(row);
                    owners.add(i);
                }
            }
            var answers = new Predictor(member.model(), problem, compute).answers(rows, task);
            var next = new int[sentences.size()];
            for (int row = 0; row < rows.size(); row++) {
                int owner = owners.get(row);
                for (var word : answers.get(row)) add(sums.get(owner), next[owner]++, word);
            }
        }
        return sums;
    }

    /// Adds this member's share of an answer.
    private void add(List<double[]> sums, int index, double[] answer) {
        if (index == sums.size()) sums.add(new double[answer.length]);
        var sum = sums.get(index);
        for (int i = 0; i < answer.length; i++) sum[i] += answer[i] / members.size();
    }

    @Override
    public void close() {
        members.forEach(member -> member.model().close());
    }
}
