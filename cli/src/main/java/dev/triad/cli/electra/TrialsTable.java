// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.electra.finetune.TrialsSummary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/// The outcome of some trials for people.
final class TrialsTable {
    private TrialsTable() {}

    static void print(TrialsSummary summary, Path out, PrintWriter text) {
        var names = summary.spreads().keySet();
        text.printf(Locale.ROOT, "%-18s %8s %8s %9s", "trial", "seed", "steps", "tokens/s");
        for (var name : names) text.printf(Locale.ROOT, " %*s".replace("*", String.valueOf(width(name))), name);
        text.println();
        for (var trial : summary.trials()) {
            var result = trial.result();
            text.printf(
                    Locale.ROOT,
                    "%-18s %8d %8d %9.0f",
                    out.relativize(trial.folder()),
                    result.seed(),
                    result.steps(),
                    result.seconds() > 0 ? result.tokens() / result.seconds() : 0);
            for (var name : names) number(text, name, result.metrics().getOrDefault(name, Double.NaN));
            text.println(result.degenerate()
                    .map(reason -> "  learned nothing: " + reason)
                    .orElse(""));
        }
        if (summary.trials().size() == 1) return;
        text.printf(Locale.ROOT, "%-46s", "median");
        for (var spread : summary.spreads().entrySet())
            number(text, spread.getKey(), spread.getValue().median());
        text.println();
        text.printf(Locale.ROOT, "%-46s", "standard deviation");
        for (var spread : summary.spreads().entrySet())
            number(text, spread.getKey(), spread.getValue().deviation());
        text.println();
    }

    private static void number(PrintWriter text, String name, double value) {
        text.printf(Locale.ROOT, (" %" + width(name) + ".4f"), value);
    }

    private static int width(String name) {
        return Math.max(8, name.length() + 1);
    }
}
