// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.reference;

import dev.triad.cli.console.ExitCode;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `triad completion`.
@Command(
        name = "completion",
        header = "Prints a script that teaches bash and zsh to complete commands.",
        description = {
            "Completes commands, options and the values of options that have a list of them. For one shell, source it"
                    + " as in the example; for all, keep the script in a file that the shell reads when it starts."
        },
        footer = {"triad completion > ~/.triad-completion"})
public final class CompletionCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        out.print(AutoComplete.bash("triad", spec.root().commandLine()));
        out.flush();
        return ExitCode.OK;
    }
}
