// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli;

import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.Shell;
import dev.triad.cli.electra.ElectraCommand;
import dev.triad.cli.jukebox.JukeboxCommand;
import dev.triad.cli.machine.Doctor;
import dev.triad.cli.model.ModelCommand;
import dev.triad.cli.packaging.PackageCommand;
import dev.triad.cli.quant.QuantCommand;
import dev.triad.cli.reference.CompletionCommand;
import dev.triad.cli.reference.ManualCommand;
import dev.triad.cli.run.RunCommand;
import dev.triad.cli.text.TextCommand;
import dev.triad.cli.tour.TourCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The root command. A command appears here by one line in its group.
@Command(
        name = "triad",
        header = "Train on libtorch, run on nothing but a JVM.",
        description = "'triad COMMAND --help' explains a command and shows an example.",
        footer = "triad doctor")
public final class Triad implements Runnable {
    private static final List<CommandGroup> GROUPS = List.of(
            CommandGroup.of("First", TourCommand.class),
            CommandGroup.of("Machine", Doctor.class, CompletionCommand.class, ManualCommand.class),
            CommandGroup.of("Text", TextCommand.class),
            CommandGroup.of("Models", ModelCommand.class),
            CommandGroup.of("Training", ElectraCommand.class),
            CommandGroup.of("Shrinking", QuantCommand.class),
            CommandGroup.of("Running", RunCommand.class, PackageCommand.class),
            CommandGroup.of("Music", JukeboxCommand.class));

    @Spec
    CommandSpec spec;

    /// Without arguments: what Triad does, in groups.
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /// A new command line with all commands.
    public static CommandLine commandLine() {
        return Shell.commandLine(new Triad(), GROUPS);
    }

    /// @param arguments a command and its options, as typed
    public static void main(String[] arguments) {
        VectorApi.open();
        System.exit(Shell.run(commandLine(), arguments));
    }
}
