// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import java.util.List;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Wrong usage: what was wrong, what was probably meant, and where the help is. Exit code 2.
final class Misuse implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException mistake, String[] arguments) {
        var line = mistake.getCommandLine();
        var command = line.getCommandSpec().qualifiedName();
        var err = line.getErr();
        err.println("triad: " + sentence(mistake));
        err.println("'" + command + " --help' shows how it is used.");
        if (Failures.traceWanted(List.of(arguments))) {
            mistake.printStackTrace(err);
        }
        err.flush();
        return ExitCode.USAGE;
    }

    private static String sentence(ParameterException mistake) {
        return switch (mistake) {
            case UnmatchedArgumentException unmatched ->
                "unknown " + (unmatched.isUnknownOption() ? "option" : what(unmatched)) + " '"
                        + unmatched.getUnmatched().getFirst() + "'" + suggestion(unmatched.getSuggestions()) + ".";
            default -> Failures.oneLine(String.valueOf(mistake.getMessage()));
        };
    }

    private static String what(UnmatchedArgumentException unmatched) {
        return unmatched.getCommandLine().getSubcommands().isEmpty() ? "argument" : "command";
    }

    private static String suggestion(List<String> suggestions) {
        return suggestions.isEmpty() ? "" : "; did you mean '" + String.join("' or '", suggestions) + "'?";
    }
}
