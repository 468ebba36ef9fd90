// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.io.IOException;
import java.util.function.Consumer;

/// The attempts at one thing: counts failures in a row and pauses between them.
final class Attempts {
    private final Patience patience;
    private final Consumer<String> told;
    private int failures;

    /// @param told hears why there is a pause
    Attempts(Patience patience, Consumer<String> told) {
        this.patience = patience;
        this.told = told;
    }

    /// Something may fail.
    @FunctionalInterface
    interface Attempt<T> {
        T make() throws IOException, InterruptedException;
    }

    /// Tries until it works. A server that is not there at all is not waited for: a mistyped address or a
    /// missing network should be told at once.
    ///
    /// @throws IOException what is no passing failure at once, a passing one when patience is at its end
    <T> T until(Attempt<T> attempt) throws IOException, InterruptedException {
        while (true) {
            try {
                return attempt.make();
            } catch (PassingFailure failure) {
                if (failure.isUnreachable()) {
                    throw failure;
                }
                pauseAfter(failure);
            }
        }
    }

    /// Waits before the next attempt.
    ///
    /// @throws IOException when there should be none
    void pauseAfter(PassingFailure failure) throws IOException, InterruptedException {
        failures++;
        var pause = failure.pauseAsked().orElse(patience.pauseAfter(failures));
        if (failures >= patience.attempts() || pause.compareTo(patience.longestPause()) > 0) {
            throw new IOException(
                    failure.reason()
                            + (failures > 1 ? ", " + failures + " times in a row" : "")
                            + failure.pauseAsked()
                                    .map(asked -> " and asks to wait " + asked.toSeconds() + " s")
                                    .orElse("")
                            + "; run it again later, what has arrived is kept.",
                    failure);
        }
        told.accept(failure.reason() + "; trying again");
        Thread.sleep(pause);
    }

    /// Something arrived: the next failure is the first one again.
    void progressed() {
        failures = 0;
    }
}
