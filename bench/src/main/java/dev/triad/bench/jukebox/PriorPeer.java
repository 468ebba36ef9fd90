// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.jukebox;

import dev.triad.bench.PeerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The same prior in PyTorch, as `prior_bench.py` measures it.
///
/// @param python the interpreter
/// @param folder where the script is
record PriorPeer(String python, Path folder) {
    /// The best rate of each task and batch over the peer's forms, by names such as `sample 1`.
    Map<String, Double> run(List<String> options, PrintStream out) throws IOException {
        var best = new TreeMap<String, Double>();
        PeerProcess.script(python, folder.resolve("prior_bench.py"), options, json -> {
            String task =
                    json.path("task").asString() + " " + json.path("batch").asInt();
            double rate = json.path("per_second").asDouble();
            best.merge(task, rate, Math::max);
            out.printf(
                    "  pytorch  %-9s %-5s %-8s %9.1f a second, peak %.0f MB%n",
                    task,
                    json.path("dtype").asString(),
                    json.path("form").asString(),
                    rate,
                    json.path("peak_mb").asDouble());
        });
        return best;
    }
}
