// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One command of the tour.
///
/// @param id names its result
/// @param action what is run
/// @param product what it makes; null for a command that prints what it finds
/// @param again what is done when it was interrupted
/// @param seconds about how long it takes on two quiet cores, besides what it may learn
record Step(String id, Action action, @Nullable Path product, Again again, double seconds) {
    /// What a step runs.
    sealed interface Action permits Command, Learning {}

    /// A command that always does the same.
    @FunctionalInterface
    non-sealed interface Command extends Action {
        /// Writes what the command reads besides what other steps made.
        ///
        /// @return its words, without `triad`
        List<String> prepare() throws IOException;
    }

    /// A training, which lasts as long as the tour's minutes allow.
    ///
    /// @param share of the time that there is for learning, beside the shares of the others
    /// @param rehearsal the amount that is learned first, to see how fast it goes here
    /// @param least the amount that is learned on any machine
    /// @param runs how often the command learns the amount
    /// @param like the step whose amount this one takes; empty for an amount of its own
    /// @param command says the words
    record Learning(double share, double rehearsal, double least, int runs, String like, Training command)
            implements Action {
        Learning {
            if (!(share > 0 && rehearsal > 0 && least > 0 && runs > 0)) {
                throw new IllegalArgumentException("a training needs a share, amounts and runs above 0");
            }
        }

        /// The same with the amount of another.
        Learning like(String other) {
            return new Learning(share, rehearsal, least, runs, other, command);
        }
    }

    /// Says how to learn so much.
    @FunctionalInterface
    interface Training {
        /// @param amount in whatever unit the command counts
        /// @param product where the run goes
        /// @param rehearsal whether it only shows how fast it goes: every step is logged and nothing is judged
        /// @return its words, without `triad`
        List<String> words(double amount, Path product, boolean rehearsal) throws IOException;
    }

    /// How a command goes on.
    enum Again {
        /// Its product appears whole or not at all, so that one that is there is finished.
        WHOLE,
        /// With `--resume`.
        RESUMES,
        /// With `--resume`, `--out` and nothing else, for the product says the rest.
        RESUMES_ALONE,
        /// The same command goes on by itself, or takes no time.
        REPEATS
    }

    /// A command as it is typed; arguments that a shell would take apart are quoted.
    static String line(List<String> words) {
        var line = new StringBuilder("triad");
        for (String word : words) {
            boolean plain = word.matches("[\\w./:=,+@%-]+");
            line.append(' ').append(plain ? word : "'" + word.replace("'", "'\\''") + "'");
        }
        return line.toString();
    }
}
