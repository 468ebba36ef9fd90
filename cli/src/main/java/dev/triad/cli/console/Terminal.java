// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

/// What the launcher found out about standard error: Java itself can only ask about input and output together.
///
/// @param isTerminal whether a person watches standard error
/// @param columns the width of that terminal
record Terminal(boolean isTerminal, int columns) {
    private static final int USUAL_COLUMNS = 80;

    /// As told by the launcher in `-Dtriad.terminal=COLUMNS` (absent: no terminal, 0: of unknown width).
    static Terminal standardError() {
        Integer told = Integer.getInteger("triad.terminal");
        if (told == null) {
            return new Terminal(false, USUAL_COLUMNS);
        }
        return new Terminal(true, told > 0 ? told : USUAL_COLUMNS);
    }
}
