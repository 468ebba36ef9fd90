// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import dev.triad.cli.console.ExitCode;
import dev.triad.runtime.MaskedTokenFiller;
import dev.triad.runtime.app.Filling;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triad run fill`.
@Command(
        name = "fill",
        header = "Says what may stand at masks in texts.",
        description = "Writes the likeliest tokens for each mask of each text ([MASK], or <mask> for RoBERTa), by a"
                + " masked language model. Places count characters (code points).",
        footer = "triad run fill --model mlm --candidates 3 < texts.txt")
public final class FillCommand implements Callable<Integer> {
    @Mixin
    RunOptions run = new RunOptions();

    @Option(
            names = "--candidates",
            paramLabel = "N",
            defaultValue = "5",
            description = "Tokens for each mask; default ${DEFAULT-VALUE}.")
    int candidates;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        run.answer(
                spec.commandLine().getOut(), new Filling(MaskedTokenFiller.open(run.model, run.options()), candidates));
        return ExitCode.OK;
    }
}
