// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.electra;

import dev.triad.bench.PeerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The same encoders in Hugging Face's classes and in plain PyTorch, as the scripts of the peers measure them.
///
/// @param python the interpreter
/// @param folder where the scripts are
record EncoderPeer(String python, Path folder) {
    /// The best median of an encoder in milliseconds over the variants of each peer: `huggingface`, where its
    /// library is installed, and `pytorch`.
    Map<String, Double> encoder(
            String shape, String task, int batch, int length, int threads, int repeats, PrintStream out)
            throws IOException {
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
    double pretraining(String heads, int batch, int length, int threads, int repeats, PrintStream out)
            throws IOException {
        var best = run("pretraining_bench.py", List.of("--heads=" + heads), batch, length, threads, repeats, out);
        return Collections.min(best.values());
    }

    /// Whether the interpreter finds `transformers`.
    boolean hasTransformers() {
        try {
            PeerProcess.run(
                    List.of(
                            python,
                            "-c",
                            "import importlib.util as u, sys; sys.exit(u.find_spec('transformers') is None)"),
                    _ -> {});
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private Map<String, Double> run(
            String script, List<String> options, int batch, int length, int threads, int repeats, PrintStream out)
            throws IOException {
        var all = new ArrayList<>(options);
        all.addAll(List.of("--batch=" + batch, "--length=" + length, "--threads=" + threads, "--repeats=" + repeats));
        var best = new LinkedHashMap<String, Double>();
        PeerProcess.script(python, folder.resolve(script), all, json -> {
            String peer = json.path("peer").asString();
            double milliseconds = json.path("milliseconds").asDouble();
            best.merge(peer, milliseconds, Math::min);
            out.printf(
                    "  %-11s %-9s %-5s %9.1f ms %26.0f tokens/s, peak %.0f MB%n",
                    peer,
                    json.path("attention").asString(),
                    json.path("dtype").asString(),
                    milliseconds,
                    json.path("tokens_per_second").asDouble(),
                    json.path("peak_mb").asDouble());
        });
        return best;
    }
}
