// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import dev.triad.cli.console.ExitCode;
import dev.triad.runtime.TextClassifier;
import dev.triad.runtime.app.Classifying;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `triad run classify`.
@Command(
        name = "classify",
        header = "Says which class texts belong to.",
        description = "Writes the label of each text or pair (with a tab between) and the probabilities of all labels;"
                + " for a model of several labels those that are likely, for one of numbers the score.",
        footer = {
            "triad run classify --model sentiment.safetensors \"What a fine film!\"",
            "triad run classify --model sentiment.safetensors --input reviews.txt --output answers.jsonl",
            "triad run classify --model sentiment/model --threads 1 < reviews.txt"
        })
public final class ClassifyCommand implements Callable<Integer> {
    @Mixin
    RunOptions run = new RunOptions();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        run.answer(spec.commandLine().getOut(), new Classifying(TextClassifier.open(run.model, run.options())));
        return ExitCode.OK;
    }
}
