// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One command of the tour.
///
/// @param id names its result
/// @param command its words, without `triad`
/// @param product what it makes; null for a command that prints what it finds
/// @param again what is done when it was interrupted
/// @param seconds about how long it takes on two quiet cores
/// @param before writes what the command reads besides what other steps made
record Step(String id, List<String> command, @Nullable Path product, Again again, double seconds, Preparation before) {
    /// What is done before a step.
    @FunctionalInterface
    interface Preparation {
        /// Nothing.
        Preparation NONE = () -> {};

        void run() throws IOException;
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

    Step {
        command = List.copyOf(command);
    }

    /// The same, but something is written first.
    Step after(Preparation preparation) {
        return new Step(id, command, product, again, seconds, preparation);
    }

    /// As it is typed; arguments that a shell would take apart are quoted.
    String line() {
        var line = new StringBuilder("triad");
        for (String word : command) {
            boolean plain = word.matches("[\\w./:=,+@%-]+");
            line.append(' ').append(plain ? word : "'" + word.replace("'", "'\\''") + "'");
        }
        return line.toString();
    }
}
