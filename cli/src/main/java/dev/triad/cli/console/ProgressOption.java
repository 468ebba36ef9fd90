// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import dev.triad.core.progress.Progress;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The mixin of every command that takes a while:
///
/// ```java
/// @Mixin
/// ProgressOption progress;
/// …
/// try (var shown = progress.open();
///         var task = shown.start("reading " + file, Files.size(file), "bytes")) {
/// ```
public final class ProgressOption {
    /// Where a command that is a step of a longer one shows its progress, whatever its own option says.
    public static final ScopedValue<Progress> WITHIN = ScopedValue.newInstance();

    /// How progress is shown.
    public enum Style {
        AUTO,
        BAR,
        LINES,
        OFF;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--progress",
            paramLabel = "STYLE",
            defaultValue = "auto",
            description =
                    "How progress is shown on standard error: ${COMPLETION-CANDIDATES}; auto, the default, takes a"
                            + " bar on a terminal and plain lines elsewhere.")
    Style style;

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    /// Progress on standard error in the chosen style; close it when the work is done.
    public Progress open() {
        if (WITHIN.isBound()) return WITHIN.get();
        var terminal = Terminal.standardError();
        var err = spec.commandLine().getErr();
        return switch (style) {
            case OFF -> Progress.NONE;
            case BAR -> new Bars(err, terminal.columns());
            case LINES -> new Lines(err);
            case AUTO -> terminal.isTerminal() ? new Bars(err, terminal.columns()) : new Lines(err);
        };
    }
}
