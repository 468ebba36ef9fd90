// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.training;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Json;
import dev.triad.core.file.Sha256;
import dev.triad.core.file.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// What a run was asked to do, in a file of its folder. A run that is resumed must be asked the same: anything else
/// would make one model of two.
public final class RunDescription {
    private final SequencedMap<String, Object> content = new LinkedHashMap<>();

    /// @param model what learns
    public RunDescription(Path model) throws IOException {
        content.put("model", model.toRealPath().toString());
    }

    /// A file that the run reads.
    public void add(String name, Path file) throws IOException {
        content.put(name, file.getFileName() + " sha256:" + Sha256.of(file));
    }

    /// More that shapes the run, by name.
    public void add(Map<String, Object> settings) {
        content.putAll(settings);
    }

    public void add(Map<String, Object> settings, int trials, int retries, long seed) {
        content.putAll(settings);
        content.put("trials", (long) trials);
        content.put("retries", (long) retries);
        content.put("seed", seed);
    }

    /// A run's folder: a new one, or one that was begun before.
    ///
    /// @param path the folder
    /// @param file the description's name
    /// @param option what the user names the folder with
    /// @param resumed whether a run in it goes on
    public record Folder(Path path, String file, String option, boolean resumed) {
        /// A list that a run that goes on was begun with; empty where it had none.
        public List<String> recorded(String key) throws IOException {
            var value = Json.parse(Files.readAllBytes(path.resolve(file))).get(key);
            return value instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of();
        }

        /// Writes what is asked for into a new run, or makes sure that the run was begun with the same.
        ///
        /// @throws IOException if it was not; the message names the first difference
        public void check(RunDescription asked) throws IOException {
            var file = path.resolve(this.file);
            if (!resumed) {
                Files.createDirectories(path);
                AtomicFile.write(file, Json.render(asked.content), Storage.DISK);
                return;
            }
            var before = Json.parse(Files.readAllBytes(file));
            var now = Json.parse(Json.render(asked.content));
            for (var entry : before.entrySet()) {
                if (!now.containsKey(entry.getKey())) {
                    throw new IOException("%s was begun with %s %s; give the same, or another %s"
                            .formatted(path, entry.getKey(), entry.getValue(), option));
                }
            }
            for (var entry : now.entrySet()) {
                if (entry.getKey().equals("trials")) continue; // more of them may be wanted later
                var recorded = before.get(entry.getKey());
                if (!Objects.equals(recorded, entry.getValue())) {
                    throw new IOException("%s was begun with %s %s, now it is %s; give the same, or another %s"
                            .formatted(path, entry.getKey(), recorded, entry.getValue(), option));
                }
            }
        }
    }

    /// Looks at the folder of a run.
    ///
    /// @param file the name of its description
    /// @param option what the user names the folder with
    /// @throws IOException if there is something in it and it is not to be resumed
    public static Folder open(Path path, String file, String option, boolean resume) throws IOException {
        if (Files.exists(path.resolve(file))) {
            if (resume) return new Folder(path, file, option, true);
            throw new IOException(
                    path + " holds a run already; add --resume to go on with it, or choose another " + option);
        }
        if (Files.exists(path)) {
            if (!Files.isDirectory(path)) throw new IOException(path + " is a file; a run needs a folder");
            try (var entries = Files.list(path)) {
                if (entries.findAny().isPresent()) {
                    throw new IOException(path + " is not empty and holds no run; choose another " + option);
                }
            }
        }
        return new Folder(path, file, option, false); // --resume of a run that did not come so far begins it
    }
}
