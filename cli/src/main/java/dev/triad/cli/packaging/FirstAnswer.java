// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.packaging;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How long a packaged model takes from nothing to the end of its first answer.
///
/// @param median over some starts
/// @param load the machine's load average at the end
/// @param example what was asked
record FirstAnswer(Duration median, double load, String example) {
    /// Lines of the trial run: what is answered again and again is worth remembering.
    private static final int LINES = 96;

    /// Starts the program some times, each time with one line to answer.
    ///
    /// @throws IOException when it does not answer
    static FirstAnswer measure(AppImage image, int starts) throws IOException {
        String example = example(image);
        var nanoseconds = new long[starts];
        var line = Files.createTempFile("triad", ".txt");
        try {
            Files.writeString(line, example + "\n");
            for (int i = 0; i < starts; i++) {
                nanoseconds[i] = run(image, line).nanoseconds();
            }
        } finally {
            Files.delete(line);
        }
        Arrays.sort(nanoseconds);
        return new FirstAnswer(
                Duration.ofNanos(nanoseconds[starts / 2]),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                example);
    }

    /// A line that a packaged model can answer.
    static String example(AppImage image) throws IOException {
        return run(image, null, "--example").out().strip();
    }

    /// Lines for a trial run, short and long: the example, and the example with its last words again and again.
    static List<String> training(String example) {
        int text = example.indexOf('\t') + 1;
        var lines = new ArrayList<String>();
        for (int i = 0; i < LINES; i++) {
            lines.add(example + (" " + example.substring(text)).repeat(i % 8));
        }
        return lines;
    }

    private static Program run(AppImage image, @Nullable Path input, String... arguments) throws IOException {
        var command = new ArrayList<String>(List.of(image.script().toString()));
        command.addAll(List.of(arguments));
        var ended = Program.run(command, input);
        if (ended.code() != 0 || ended.out().isBlank()) {
            throw new IOException(image.folder() + ": the packaged model ended with status " + ended.code()
                    + " instead of an answer: " + ended.said());
        }
        return ended;
    }
}
