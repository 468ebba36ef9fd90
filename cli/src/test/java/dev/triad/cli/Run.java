// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// A command run inside the test's own JVM, and what came of it.
///
/// @param code the exit code
/// @param out what went to standard output
/// @param err what went to standard error
public record Run(int code, String out, String err) {
    /// Runs `line` with `arguments` and captures what it says.
    public static Run of(CommandLine line, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        int code = line.execute(arguments);
        line.getOut().flush();
        line.getErr().flush();
        return new Run(code, out.toString(), err.toString());
    }
}
