// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import dev.triad.cli.console.ExitCode;
import dev.triad.runtime.QuestionAnswerer;
import dev.triad.runtime.app.QuestionAnswering;
import java.io.IOException;
import java.util.OptionalDouble;
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
        description =
                "Takes questions, each with the text to look in behind it; reads lines of both with a tab between, or JSON lines with question and context, and"
                        + " writes the best answer and its candidates with their places. Places count characters (code"
                        + " points). A long text is read in windows.",
        footer = {
            "triad run answer --model squad.safetensors \"Where does Anna live?\" \"Anna lives in Paris.\"",
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
        run.answer(
                spec.commandLine().getOut(),
                new QuestionAnswering(
                        QuestionAnswerer.open(run.model, run.options()),
                        threshold == null ? OptionalDouble.empty() : OptionalDouble.of(threshold)));
        return ExitCode.OK;
    }
}
