// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import dev.triad.cli.console.ExitCode;
import dev.triad.runtime.ReplacedTokenDetector;
import dev.triad.runtime.app.Detecting;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `triad run detect`.
@Command(
        name = "detect",
        header = "Shows which words of texts look replaced.",
        description = "Writes the tokens of each text with their places and the probability that something else stood"
                + " there, by ELECTRA's discriminator. Places count characters (code points).",
        footer = "triad run detect --model run/checkpoints/best/discriminator < texts.txt")
public final class DetectCommand implements Callable<Integer> {
    @Mixin
    RunOptions run = new RunOptions();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        run.answer(spec.commandLine().getOut(), new Detecting(ReplacedTokenDetector.open(run.model, run.options())));
        return ExitCode.OK;
    }
}
