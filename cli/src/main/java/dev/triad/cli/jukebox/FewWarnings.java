// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import java.util.function.Consumer;

/// Warnings as people want them: the first few of many, and how many more there were.
final class FewWarnings implements Consumer<String>, AutoCloseable {
    private static final int SHOWN = 5;

    private final Consumer<String> screen;
    private int count;

    FewWarnings(Consumer<String> screen) {
        this.screen = screen;
    }

    @Override
    public void accept(String warning) {
        if (++count <= SHOWN) screen.accept(warning);
    }

    @Override
    public void close() {
        if (count > SHOWN) screen.accept("and " + (count - SHOWN) + " more like these");
    }
}
