// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import dev.triad.cli.console.ExitCode;
import dev.triad.runtime.Answer;
import dev.triad.runtime.QuestionAnswerer;
import dev.triad.runtime.QuestionAnswerer.Asked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triad run answer`.
@Command(
        name = "answer",
        header = "Finds answers to questions in texts.",
        description = "Reads a question and its text with a tab between, or JSON lines with question and context, and"
                + " writes the best answer and its candidates with their places. Places count characters (code"
                + " points). A long text is read in windows.",
        footer = {
            "triad run answer --model squad.safetensors --input questions.tsv",
            "triad run answer --model squad/model --input questions.jsonl --no-answer-threshold -2.5"
        })
public final class AnswerCommand implements Callable<Integer> {
    @Mixin
    RunOptions run = new RunOptions();

    @Option(
            names = "--no-answer-threshold",
            paramLabel = "SCORE",
            description = "Questions with a higher no-answer score get no answer; by default what the model was tuned"
                    + " to, if it was.")
    @Nullable
    Double threshold;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (var answerer = QuestionAnswerer.open(run.model, run.options())) {
            double limit = threshold == null ? answerer.settings().threshold() : threshold;
            run.answer(spec.commandLine().getOut(), items -> {
                var asked = new ArrayList<Asked>();
                for (var item : items) {
                    asked.add(new Asked(item.first(), context(item)));
                }
                var found = answerer.answerAll(asked, limit);
                var answers = new ArrayList<Map<String, Object>>();
                for (int i = 0; i < items.size(); i++) {
                    answers.add(answer(items.get(i), asked.get(i).context(), found.get(i)));
                }
                return answers;
            });
        }
        return ExitCode.OK;
    }

    private static String context(Item item) throws IOException {
        var context = item.second();
        if (context == null) {
            throw new IOException(item.place() + ": has a question and no text to look in; put a tab between them");
        }
        return context;
    }

    private static Map<String, Object> answer(Item item, String context, Answer found) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", item.id());
        json.put("question", item.first());
        json.put("answer", found.text());
        json.put("no_answer_score", found.noAnswerScore());
        json.put(
                "candidates",
                found.candidates().stream()
                        .map(candidate -> candidate(context, candidate))
                        .toList());
        return json;
    }

    private static Map<String, Object> candidate(String context, Answer.Candidate candidate) {
        var json = new LinkedHashMap<String, Object>();
        json.put("text", candidate.text());
        json.put("start", RunOptions.codePoints(context, candidate.start()));
        json.put("end", RunOptions.codePoints(context, candidate.end()));
        json.put("score", candidate.score());
        json.put("probability", candidate.probability());
        return json;
    }
}
