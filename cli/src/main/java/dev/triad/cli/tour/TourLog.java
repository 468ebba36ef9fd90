// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What the commands of a tour say on their way, which would crowd the screen: a file that every attempt adds to.
final class TourLog implements AutoCloseable {
    private final PrintWriter lines;

    private TourLog(PrintWriter lines) {
        this.lines = lines;
    }

    static TourLog open(Path file) throws IOException {
        return new TourLog(new PrintWriter(
                Files.newBufferedWriter(
                        file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                true));
    }

    /// Adds lines.
    void say(String text) {
        if (!text.isBlank()) lines.println(text.stripTrailing());
    }

    @Override
    public void close() {
        lines.close();
    }
}
