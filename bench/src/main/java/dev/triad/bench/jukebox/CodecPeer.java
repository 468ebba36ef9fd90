// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.jukebox;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Runs `codec_bench.py` and reads the lines of JSON it prints.
///
/// @param python the interpreter
/// @param folder where the script is
record CodecPeer(String python, Path folder) {
    private static final JsonMapper JSON = new JsonMapper();

    /// The best time of each task in milliseconds over the peer's variants.
    Map<String, Double> run(List<String> options, PrintStream out) {
        var command =
                new ArrayList<>(List.of(python, folder.resolve("codec_bench.py").toString()));
        command.addAll(options);
        var best = new LinkedHashMap<String, Double>();
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    var json = JSON.readTree(line);
                    double milliseconds = json.path("milliseconds").asDouble();
                    best.merge(json.path("task").asString(), milliseconds, Math::min);
                    out.printf(
                            "  pytorch  %-10s %-5s %9.1f ms %8.2f × real time, peak %.0f MB%n",
                            json.path("task").asString(),
                            json.path("dtype").asString(),
                            milliseconds,
                            json.path("real_time").asDouble(),
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
