// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.electra.finetune.qa.SearchOptions;
import dev.triad.electra.finetune.qa.WindowOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The mixin of commands that answer questions about texts: how texts are cut and how answers are looked for.
final class QuestionOptions {
    @Option(
            names = "--stride",
            paramLabel = "TOKENS",
            description = "squad, mrqa: a text longer than a row is read in windows that begin so many tokens apart; by"
                    + " default 128, or what the model was fine-tuned with.")
    @Nullable
    Integer stride;

    @Option(
            names = "--max-question-length",
            paramLabel = "TOKENS",
            description = "squad, mrqa: longer questions are cut; by default 64.")
    @Nullable
    Integer maxQuestion;

    @Option(
            names = "--max-answer-length",
            paramLabel = "TOKENS",
            description = "squad, mrqa: longest answer; by default 30.")
    @Nullable
    Integer maxAnswer;

    @Option(
            names = "--beam",
            paramLabel = "N",
            description = "squad, mrqa: starts of answers that are tried, and ends for each; by default 20.")
    @Nullable
    Integer beam;

    /// What was asked for, completed by what is usual.
    WindowOptions windows(WindowOptions usual, int maxLength) {
        var within = new WindowOptions(maxLength, Math.min(usual.maxQuestion(), maxLength / 4), usual.stride());
        return new WindowOptions(
                maxLength,
                maxQuestion == null ? within.maxQuestion() : maxQuestion,
                stride == null ? within.stride() : stride);
    }

    /// Likewise.
    SearchOptions search(SearchOptions usual) {
        return new SearchOptions(
                beam == null ? usual.beam() : beam, usual.best(), maxAnswer == null ? usual.longest() : maxAnswer);
    }

    /// What shapes a fine-tuning, by name.
    Map<String, Object> describe(int maxLength) {
        var windows = windows(WindowOptions.DEFAULT, maxLength);
        var search = search(SearchOptions.DEFAULT);
        var description = new LinkedHashMap<String, Object>();
        description.put("max_question_length", (long) windows.maxQuestion());
        description.put("stride", (long) windows.stride());
        description.put("beam", (long) search.beam());
        description.put("max_answer_length", (long) search.longest());
        return description;
    }
}
