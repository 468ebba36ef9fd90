// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The root command.
@Command(name = "triad", mixinStandardHelpOptions = true)
public final class Triad {
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Triad()).execute(arguments));
    }
}
