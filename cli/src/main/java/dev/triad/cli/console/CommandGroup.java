// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import java.util.List;
import picocli.CommandLine.Command;

/// Commands that belong together in the help of the root command.
///
/// @param name the heading, one or two words ("Machine")
/// @param commands picocli command classes, in the order shown
public record CommandGroup(String name, List<Class<?>> commands) {
    /// @throws IllegalArgumentException if there is no command to show
    public CommandGroup {
        commands = List.copyOf(commands);
        if (commands.isEmpty()) {
            throw new IllegalArgumentException("The command group \"" + name + "\" is empty; leave it out.");
        }
    }

    /// A group as one line of code.
    public static CommandGroup of(String name, Class<?>... commands) {
        return new CommandGroup(name, List.of(commands));
    }

    /// What is typed to call them.
    List<String> names() {
        return commands.stream()
                .map(command -> command.getAnnotation(Command.class).name())
                .toList();
    }
}
