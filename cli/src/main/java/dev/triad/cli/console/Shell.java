// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Builds the command line and runs it. What holds for every command is decided here, once:
///
/// - `--help` everywhere, with an example: the `footer` of a command's annotation, one command line per line;
/// - `--stacktrace` everywhere (or `TRIAD_STACKTRACE=1`), for whoever wants more than one sentence;
/// - exit codes as in [ExitCode], messages as in [Failures] and [Misuse];
/// - standard output in UTF-8 as in [StandardOutput], written to through `spec.commandLine().getOut()`.
public final class Shell {
    private static final int USAGE_WIDTH = 100;

    private Shell() {}

    /// The whole tree of commands below `root`, with the conventions applied to each.
    ///
    /// @param root an object with a picocli `@Command` annotation
    /// @param groups its sub-commands, as its help shows them
    public static CommandLine commandLine(Object root, List<CommandGroup> groups) {
        var line = new CommandLine(root);
        for (var group : groups) {
            group.commands().forEach(line::addSubcommand);
        }
        line.getCommandSpec().addOption(versionOption()).versionProvider(new Version());
        applyConventions(line);
        line.setHelpSectionKeys(GroupedCommands.replaceIn(line.getHelpSectionKeys()));
        line.getHelpSectionMap().put(GroupedCommands.SECTION, new GroupedCommands(groups));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(USAGE_WIDTH);
        line.setParameterExceptionHandler(new Misuse());
        line.setExecutionStrategy(Shell::execute);
        return line;
    }

    /// Another command line with the commands of the one that `spec` belongs to, for a command that runs others:
    /// one command line remembers what it was called with.
    ///
    /// @throws IllegalArgumentException if it was not made by [#commandLine]
    public static CommandLine another(CommandSpec spec) {
        var line = spec.root().commandLine();
        if (!(line.getHelpSectionMap().get(GroupedCommands.SECTION) instanceof GroupedCommands grouped)) {
            throw new IllegalArgumentException(spec.root().name() + " is no command line with groups of commands");
        }
        try {
            var root = CommandLine.defaultFactory().create(line.getCommand().getClass());
            return commandLine(root, grouped.groups());
        } catch (Exception e) {
            throw new IllegalArgumentException(spec.root().name() + " cannot be made again: " + e.getMessage(), e);
        }
    }

    /// Runs a command on the process's own standard output and error.
    ///
    /// @return the exit code
    public static int run(CommandLine line, String... arguments) {
        try (var out = StandardOutput.open()) {
            line.setOut(out.writer());
            line.setErr(new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
            var code = line.execute(arguments);
            line.getOut().flush();
            return code;
        } catch (Throwable failure) { // errors too: an OutOfMemoryError deserves its sentence as well
            return Failures.report(failure, line.getErr(), Failures.traceWanted(List.of(arguments)));
        }
    }

    /// As picocli does it, but with every failure told in one place, those of `--help` and `--version` too.
    private static int execute(ParseResult parsed) {
        var line = parsed.commandSpec().commandLine();
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (ParameterException mistake) {
            throw mistake; // picocli hands it to Misuse
        } catch (RuntimeException failure) {
            line.getOut().flush();
            return Failures.report(failure, line.getErr(), Failures.traceWanted(parsed.originalArgs()));
        }
    }

    private static void applyConventions(CommandLine line) {
        var spec = line.getCommandSpec();
        spec.addOption(helpOption()).addOption(stacktraceOption());
        showExample(spec.usageMessage());
        line.getSubcommands().values().forEach(Shell::applyConventions);
    }

    private static void showExample(UsageMessageSpec usage) {
        var lines = usage.footer();
        if (lines.length > 0) {
            usage.footerHeading(lines.length == 1 ? "%nExample:%n" : "%nExamples:%n");
            for (int i = 0; i < lines.length; i++) {
                lines[i] = "  " + lines[i];
            }
            usage.footer(lines);
        }
    }

    private static OptionSpec helpOption() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this help.")
                .build();
    }

    private static OptionSpec versionOption() {
        return OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Shows the versions of Triad, Java and the system.")
                .build();
    }

    private static OptionSpec stacktraceOption() {
        return OptionSpec.builder(Failures.STACKTRACE)
                .type(boolean.class)
                .arity("0")
                .description("Shows where in the code a failure came from.")
                .build();
    }

    /// Every command of the tree by its qualified name ("triad", "triad doctor", …), for tests and completion.
    public static SortedMap<String, CommandSpec> commands(CommandLine line) {
        var found = new TreeMap<String, CommandSpec>();
        collect(line.getCommandSpec(), found);
        return found;
    }

    private static void collect(CommandSpec spec, SortedMap<String, CommandSpec> found) {
        found.put(spec.qualifiedName(), spec);
        spec.subcommands().values().forEach(sub -> collect(sub.getCommandSpec(), found));
    }
}
