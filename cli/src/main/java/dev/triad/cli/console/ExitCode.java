// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

/// What a command returns to the shell.
public final class ExitCode {
    /// It did what was asked.
    public static final int OK = 0;

    /// It failed; one sentence on standard error says why.
    public static final int FAILED = 1;

    /// It was called wrongly and did nothing.
    public static final int USAGE = 2;

    /// Ctrl-C: 128 and the number of SIGINT, as shells count.
    public static final int INTERRUPTED = 130;

    /// Whoever read standard output went away (`triad … | head`): 128 and the number of SIGPIPE.
    public static final int BROKEN_PIPE = 141;

    private ExitCode() {}
}
