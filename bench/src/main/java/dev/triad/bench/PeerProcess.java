// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is measured beside Triad runs in a process of its own and prints a line for each thing it has measured.
public final class PeerProcess {
    private static final JsonMapper JSON = new JsonMapper();

    private PeerProcess() {}

    /// Runs a program to its end; what it prints on standard error is shown.
    ///
    /// @param each takes every line as soon as it is printed
    /// @throws IOException if the program cannot be started, fails, or this thread is interrupted
    public static void run(List<String> command, Consumer<String> each) throws IOException {
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) each.accept(line);
        }
        try {
            int status = process.waitFor();
            if (status != 0) throw new IOException(String.join(" ", command) + " ended with status " + status);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
            throw new IOException("interrupted while " + command.getFirst() + " ran", e);
        }
    }

    /// Runs a script that prints lines of JSON.
    ///
    /// @param python the interpreter
    /// @throws IOException as [#run(List, Consumer)]
    public static void script(String python, Path script, List<String> options, Consumer<JsonNode> each)
            throws IOException {
        var command = new ArrayList<>(List.of(python, script.toString()));
        command.addAll(options);
        run(command, line -> each.accept(JSON.readTree(line)));
    }
}
