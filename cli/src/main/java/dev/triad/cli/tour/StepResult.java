// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Json;
import dev.triad.core.file.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;

/// What came of a step, in a file of its own: one that has it is done.
///
/// @param line the command as it is typed
/// @param seconds the last attempt took
/// @param resumed whether there was an attempt before, which was interrupted
/// @param output what it printed
record StepResult(String line, double seconds, boolean resumed, String output) {
    private static Path file(Path folder, String id) {
        return folder.resolve(id + ".json");
    }

    /// The result of a step that is done.
    static Optional<StepResult> read(Path folder, String id) throws IOException {
        var file = file(folder, id);
        if (!Files.isRegularFile(file)) return Optional.empty();
        try {
            var json = Json.parse(Files.readAllBytes(file));
            if (json.get("command") instanceof String line
                    && json.get("seconds") instanceof Number seconds
                    && json.get("resumed") instanceof Boolean resumed
                    && json.get("output") instanceof String output) {
                return Optional.of(new StepResult(line, seconds.doubleValue(), resumed, output));
            }
            throw new IOException("lacks command, seconds, resumed or output");
        } catch (IOException e) {
            throw new IOException(file + " " + e.getMessage() + "; remove it, and its step is done again", e);
        }
    }

    void write(Path folder, String id) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("command", line);
        json.put("seconds", seconds);
        json.put("resumed", resumed);
        json.put("output", output);
        AtomicFile.write(file(folder, id), Json.render(json), Storage.DISK);
    }
}
