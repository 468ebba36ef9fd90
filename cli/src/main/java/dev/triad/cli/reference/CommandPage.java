// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.reference;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// A command as its help explains it, in parts.
///
/// @param name what is typed ("triad text vocab")
/// @param summary one sentence
/// @param description paragraphs; none if the summary says it all
/// @param usage lines of the synopsis, with the name
/// @param arguments positional parameters, then options by name
/// @param commands commands below it
/// @param examples command lines
record CommandPage(
        String name,
        String summary,
        List<String> description,
        List<String> usage,
        List<Argument> arguments,
        List<Reference> commands,
        List<String> examples) {
    /// @param label names and value ("-h, --help", "--out=RUN")
    /// @param text what it means
    record Argument(String label, String text) {}

    /// @param name what is typed
    /// @param summary one sentence
    record Reference(String name, String summary) {}

    static CommandPage of(CommandSpec command) {
        var usage = command.usageMessage();
        var help = new Help(command, Help.defaultColorScheme(Ansi.OFF));
        var header = String.join(" ", usage.header());
        var description = List.of(usage.description());
        return new CommandPage(
                command.qualifiedName(),
                header.isEmpty() ? description.getFirst() : header,
                header.isEmpty() ? description.subList(1, description.size()) : description,
                // Usage messages of nested commands are laid out for the width of the root command's.
                help.synopsis(0).lines().map(String::stripTrailing).toList(),
                arguments(command),
                command.subcommands().values().stream()
                        .map(below -> reference(below.getCommandSpec()))
                        .toList(),
                Arrays.stream(usage.footer()).map(String::strip).toList());
    }

    private static Reference reference(CommandSpec command) {
        var usage = command.usageMessage();
        var lines = usage.header().length > 0 ? usage.header() : usage.description();
        return new Reference(command.qualifiedName(), lines[0]);
    }

    private static List<Argument> arguments(CommandSpec command) {
        var positional = command.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .map(parameter -> new Argument(parameter.paramLabel(), text(parameter)));
        var options = command.options().stream()
                .filter(option -> !option.hidden())
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .map(option -> new Argument(label(option), text(option)));
        return Stream.concat(positional, options).toList();
    }

    private static String label(OptionSpec option) {
        var names = Arrays.stream(option.names())
                .sorted(Comparator.comparingInt(String::length))
                .collect(Collectors.joining(", "));
        return option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
    }

    private static String text(ArgSpec argument) {
        return String.join(" ", argument.description());
    }
}
