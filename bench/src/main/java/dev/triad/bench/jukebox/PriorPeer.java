// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.jukebox;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// Runs `prior_bench.py` and reads the lines of JSON it prints.
///
/// @param python the interpreter
/// @param folder where the script is
record PriorPeer(String python, Path folder) {
    private static final JsonMapper JSON = new JsonMapper();

    /// The best rate of each task and batch over the peer's forms, by names such as `sample 1`.
    Map<String, Double> run(List<String> options, PrintStream out) {
        var command =
                new ArrayList<>(List.of(python, folder.resolve("prior_bench.py").toString()));
        command.addAll(options);
        var best = new TreeMap<String, Double>();
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    var json = JSON.readTree(line);
                    String task = json.path("task").asString() + " "
                            + json.path("batch").asInt();
                    double rate = json.path("per_second").asDouble();
                    best.merge(task, rate, Math::max);
                    out.printf(
                            "  pytorch  %-9s %-5s %-8s %9.1f a second, peak %.0f MB%n",
                            task,
                            json.path("dtype").asString(),
                            json.path("form").asString(),
                            rate,
                            json.path("peak_mb").asDouble());
                }
            }
            int status = process.waitFor();
            if (status != 0) throw new IllegalStateException(command + " ended with status " + status);
            return best;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command + " ran", e);
        }
    }
}
