// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.electra;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/// Runs a peer's script and reads the line of JSON it prints for each variant.
///
/// @param python the interpreter
/// @param folder where the scripts are
record PythonPeer(String python, Path folder) {
    private static final JsonMapper JSON = new JsonMapper();

    /// The best median in milliseconds over the peer's variants.
    double encoder(String shape, String task, int batch, int length, int threads, int repeats, PrintStream out) {
        var builder = new ProcessBuilder(
                        python,
                        folder.resolve("encoder_bench.py").toString(),
                        "--shape=" + shape,
                        "--task=" + task,
                        "--batch=" + batch,
                        "--length=" + length,
                        "--threads=" + threads,
                        "--repeats=" + repeats)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        double best = Double.MAX_VALUE;
        try {
            var process = builder.start();
            try (var lines = new BufferedReader(
                    new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    var json = JSON.readTree(line);
                    best = Math.min(best, json.path("milliseconds").asDouble());
                    out.printf(
                            "  pytorch  %-9s %-5s %9.1f ms %26.0f tokens/s, resident %.0f MB%n",
                            json.path("attention").asString(),
                            json.path("dtype").asString(),
                            json.path("milliseconds").asDouble(),
                            json.path("tokens_per_second").asDouble(),
                            json.path("resident_mb").asDouble());
                }
            }
            if (process.waitFor() != 0)
                throw new IllegalStateException("the peer ended with status " + process.exitValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the peer ran", e);
        }
        return best;
    }
}
