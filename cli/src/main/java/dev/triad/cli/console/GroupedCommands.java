// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/// The list of commands in the help of the root command, under one heading per group.
final class GroupedCommands implements IHelpSectionRenderer {
    static final String SECTION = "groupedCommands";

    private final List<CommandGroup> groups;

    GroupedCommands(List<CommandGroup> groups) {
        this.groups = groups;
    }

    List<CommandGroup> groups() {
        return groups;
    }

    /// The help sections with picocli's flat list of commands replaced by ours.
    static List<String> replaceIn(List<String> sections) {
        var replaced = new ArrayList<>(sections);
        replaced.remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
        replaced.replaceAll(section -> section.equals(UsageMessageSpec.SECTION_KEY_COMMAND_LIST) ? SECTION : section);
        return replaced;
    }

    @Override
    public String render(Help help) {
        int width = help.subcommands().keySet().stream()
                .mapToInt(String::length)
                .max()
                .orElse(0);
        var text = new StringBuilder();
        for (var group : groups) {
            text.append(help.colorScheme().text("%n@|bold %s|@%n".formatted(group.name())));
            for (var name : group.names()) {
                var usage = Objects.requireNonNull(help.subcommands().get(name))
                        .commandSpec()
                        .usageMessage();
                text.append("  ").append(help.colorScheme().commandText(name));
                text.append(" ".repeat(width - name.length() + 2));
                text.append(summary(usage)).append(System.lineSeparator());
            }
        }
        return text.toString();
    }

    private static String summary(UsageMessageSpec usage) {
        var lines = usage.header().length > 0 ? usage.header() : usage.description();
        return lines.length > 0 ? lines[0] : "";
    }
}
