// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// A run's folder:
///
/// ```text
/// run/
///   run.json                  configuration, resolved settings, provenance
///   log.jsonl                 one line per logged step
///   events.out.tfevents.triad the same for TensorBoard
///   checkpoints/step-00001000 whole checkpoints, the newest few
///   checkpoints/best          the best so far, where a metric decides
/// ```
///
/// @param path the folder
public record RunFolder(Path path) {
    /// A folder for a new run.
    ///
    /// @throws IOException when there are files in it already, which a new run would mix with its own
    public static RunFolder create(Path path) throws IOException {
        if (Files.exists(path)) {
            if (!Files.isDirectory(path)) throw new IOException(path + " is a file; a run needs a folder");
            try (var entries = Files.list(path)) {
                if (entries.findAny().isPresent()) {
                    throw new IOException(path + " is not empty; resume the run in it or choose another folder");
                }
            }
        }
        Files.createDirectories(path);
        return new RunFolder(path);
    }

    /// The folder of a run that was started before.
    public static RunFolder open(Path path) throws IOException {
        if (!Files.isDirectory(path)) throw new IOException(path + " is not the folder of a run");
        return new RunFolder(path);
    }

    /// Writes `run.json`: what the run was asked to do and what was resolved. A resumed run keeps the first one, in
    /// which its numbers came about.
    void describe(Map<String, Object> description) throws IOException {
        var file = path.resolve("run.json");
        if (Files.exists(file)) return;
        var fresh = path.resolve("run.json.partial");
        Files.writeString(
                fresh, new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(description) + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    public CheckpointFolder checkpoints() {
        return new CheckpointFolder(path.resolve("checkpoints"));
    }
}
