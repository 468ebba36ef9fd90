// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.jukebox;

import dev.triad.bench.PeerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The same autoencoder in PyTorch, as `codec_bench.py` measures it.
///
/// @param python the interpreter
/// @param folder where the script is
record CodecPeer(String python, Path folder) {
    /// The best time of each task in milliseconds over the peer's variants.
    Map<String, Double> run(List<String> options, PrintStream out) throws IOException {
        var best = new LinkedHashMap<String, Double>();
        PeerProcess.script(python, folder.resolve("codec_bench.py"), options, json -> {
            double milliseconds = json.path("milliseconds").asDouble();
            best.merge(json.path("task").asString(), milliseconds, Math::min);
            out.printf(
                    "  pytorch  %-10s %-5s %9.1f ms %8.2f × real time, peak %.0f MB%n",
                    json.path("task").asString(),
                    json.path("dtype").asString(),
                    milliseconds,
                    json.path("real_time").asDouble(),
                    json.path("peak_mb").asDouble());
        });
        return best;
    }
}
