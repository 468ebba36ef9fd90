// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.electra;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Runs a peer's script and reads the line of JSON it prints for each variant.
///
/// @param python the interpreter
/// @param folder where the scripts are
record PythonPeer(String python, Path folder) {
    private static final JsonMapper JSON = new JsonMapper();

    /// The best median of an encoder in milliseconds over the variants of each peer: `huggingface`, where its
    /// library is installed, and `pytorch`.
    Map<String, Double> encoder(
            String shape, String task, int batch, int length, int threads, int repeats, PrintStream out) {
        return run(
                "encoder_bench.py",
                List.of("--shape=" + shape, "--task=" + task),
                batch,
                length,
                threads,
                repeats,
                out);
    }

    /// The best median of ELECTRA-Small's pretraining step in milliseconds over the peer's variants.
    ///
    /// @param heads where the generator computes logits: at `all` positions or at the `chosen` ones, or at all by
    ///     Hugging Face's `classes`
    double pretraining(String heads, int batch, int length, int threads, int repeats, PrintStream out) {
        var best = run("pretraining_bench.py", List.of("--heads=" + heads), batch, length, threads, repeats, out);
        return Collections.min(best.values());
    }

    /// Whether the interpreter finds `transformers`.
    boolean hasTransformers() {
        try {
            return new ProcessBuilder(python, "-c", "import transformers")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the peer ran", e);
        }
    }

    private Map<String, Double> run(
            String script, List<String> options, int batch, int length, int threads, int repeats, PrintStream out) {
        var command = new ArrayList<>(List.of(python, folder.resolve(script).toString()));
        command.addAll(options);
        command.addAll(
                List.of("--batch=" + batch, "--length=" + length, "--threads=" + threads, "--repeats=" + repeats));
        var best = new LinkedHashMap<String, Double>();
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    var json = JSON.readTree(line);
                    String peer = json.path("peer").asString();
                    best.merge(peer, json.path("milliseconds").asDouble(), Math::min);
                    out.printf(
                            "  %-11s %-9s %-5s %9.1f ms %26.0f tokens/s, peak %.0f MB%n",
                            peer,
                            json.path("attention").asString(),
                            json.path("dtype").asString(),
                            json.path("milliseconds").asDouble(),
                            json.path("tokens_per_second").asDouble(),
                            json.path("peak_mb").asDouble());
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
