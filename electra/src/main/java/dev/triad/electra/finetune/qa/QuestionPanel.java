// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.data.task.Question;
import dev.triad.core.progress.Progress;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.finetune.qa.FoundAnswer.Candidate;
import dev.triad.torch.nn.Compute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/// One model that answers questions, or several whose answers are averaged.
public final class QuestionPanel implements AutoCloseable {
    /// A model, what makes tokens for it, and how answers are looked for.
    public record Member(TextModel model, QuestionEncoder encoder, SearchOptions search) {}

    private final List<Member> members;
    private final Compute compute;

    /// Takes over the models: they are closed with it.
    ///
    /// @throws IllegalArgumentException if their heads are of different kinds, whose scores cannot be compared
    public QuestionPanel(List<Member> members, Compute compute) {
        if (members.isEmpty()) throw new IllegalArgumentException("there must be at least one model");
        this.members = List.copyOf(members);
        this.compute = compute;
        long kinds = members.stream()
                .map(member -> member.model().config().head())
                .distinct()
                .count();
        if (kinds > 1) {
            close();
            throw new IllegalArgumentException(
                    "only models with the same kind of head can be averaged, all joint or all plain");
        }
    }

    /// The no-answer score above which there usually is none.
    public double usualThreshold() {
        var first = members.getFirst();
        return new AnswerFinder(first.model(), compute, first.search()).usualThreshold();
    }

    /// An answer to each question, in order.
    ///
    /// @param task told of every question that a model has answered
    public List<FoundAnswer> find(List<Question> questions, Progress.Task task) {
        var found = new ArrayList<List<FoundAnswer>>();
        for (var member : members) {
            var encoded = member.encoder().toAsk(questions);
            var finder = new AnswerFinder(member.model(), compute, member.search());
            found.add(finder.find(encoded, Progress.Task.NONE));
            task.advance(questions.size());
        }
        if (members.size() == 1) return found.getFirst();
        var averages = new ArrayList<FoundAnswer>();
        int best = members.getFirst().search().best();
        for (int i = 0; i < questions.size(); i++) {
            int number = i;
            averages.add(average(found.stream().map(one -> one.get(number)).toList(), best));
        }
        return averages;
    }

    /// Candidates by the mean of their probabilities, and the mean of the no-answer scores. A text has the place
    /// that the surest model gives it; its score is the logarithm of its probability.
    static FoundAnswer average(List<FoundAnswer> answers, int best) {
        var sums = new LinkedHashMap<String, Double>();
        var places = new LinkedHashMap<String, Candidate>();
        double none = 0;
        for (var answer : answers) {
            none += answer.noAnswer() / answers.size();
            for (var candidate : answer.candidates()) {
                sums.merge(candidate.text(), candidate.probability() / answers.size(), Double::sum);
                places.merge(
                        candidate.text(),
                        candidate,
                        (one, other) -> other.probability() > one.probability() ? other : one);
            }
        }
        var candidates = places.values().stream()
                .map(place -> {
                    double probability = sums.getOrDefault(place.text(), 0.0);
                    return new Candidate(place.text(), place.start(), place.end(), Math.log(probability), probability);
                })
                .sorted(Comparator.comparingDouble(Candidate::probability).reversed())
                .limit(best)
                .toList();
        return new FoundAnswer(answers.getFirst().question(), candidates, none);
    }

    @Override
    public void close() {
        members.forEach(member -> member.model().close());
    }
}
