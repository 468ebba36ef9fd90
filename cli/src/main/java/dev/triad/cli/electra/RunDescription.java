// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Json;
import dev.triad.core.file.Sha256;
import dev.triad.core.file.Storage;
import dev.triad.electra.finetune.task.TaskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// What a fine-tuning was asked to do, in `finetune.json` of its folder. A run that is resumed must be asked the
/// same: anything else would make one model of two.
final class RunDescription {
    private static final String NAME = "finetune.json";

    private final SequencedMap<String, Object> content = new LinkedHashMap<>();

    RunDescription(Path model, List<String> tasks, int maxLength, String head) throws IOException {
        content.put("model", model.toRealPath().toString());
        content.put("tasks", tasks);
        content.put("max_length", (long) maxLength);
        content.put("head", head);
    }

    void add(String task, TaskFiles files) throws IOException {
        content.put(task + " train", describe(files.train()));
        var dev = files.dev();
        content.put(task + " dev", dev == null ? "held out" : describe(dev));
        for (var other : files.others().entrySet())
            content.put(task + " " + other.getKey(), describe(other.getValue()));
    }

    private static String describe(Path file) throws IOException {
        return file.getFileName() + " sha256:" + Sha256.of(file);
    }

    /// More that shapes the run, by name.
    void add(Map<String, Object> settings) {
        content.putAll(settings);
    }

    void add(Map<String, Object> settings, int trials, int retries, long seed) {
        content.putAll(settings);
        content.put("trials", (long) trials);
        content.put("retries", (long) retries);
        content.put("seed", seed);
    }

    /// A run's folder: a new one, or one that was begun before.
    ///
    /// @param path the folder
    /// @param resumed whether a run in it goes on
    record Folder(Path path, boolean resumed) {
        /// Writes what is asked for into a new run, or makes sure that the run was begun with the same.
        ///
        /// @throws IOException if it was not; the message names the first difference
        void check(RunDescription asked) throws IOException {
            var file = path.resolve(NAME);
            if (!resumed) {
                Files.createDirectories(path);
                AtomicFile.write(file, Json.render(asked.content), Storage.DISK);
                return;
            }
            var before = Json.parse(Files.readAllBytes(file));
            var now = Json.parse(Json.render(asked.content));
            for (var entry : before.entrySet()) {
                if (!now.containsKey(entry.getKey())) {
                    throw new IOException("%s was begun with %s %s; give the same, or another --out"
                            .formatted(path, entry.getKey(), entry.getValue()));
                }
            }
            for (var entry : now.entrySet()) {
                if (entry.getKey().equals("trials")) continue; // more of them may be wanted later
                var recorded = before.get(entry.getKey());
                if (!Objects.equals(recorded, entry.getValue())) {
                    throw new IOException("%s was begun with %s %s, now it is %s; give the same, or another --out"
                            .formatted(path, entry.getKey(), recorded, entry.getValue()));
                }
            }
        }
    }

    /// Looks at the folder of a run.
    ///
    /// @throws IOException if there is something in it and it is not to be resumed
    static Folder open(Path path, boolean resume) throws IOException {
        if (Files.exists(path.resolve(NAME))) {
            if (resume) return new Folder(path, true);
            throw new IOException(
                    path + " holds a run already; add --resume to go on with it, or choose another --out");
        }
        if (Files.exists(path)) {
            if (!Files.isDirectory(path)) throw new IOException(path + " is a file; a run needs a folder");
            try (var entries = Files.list(path)) {
                if (entries.findAny().isPresent()) {
                    throw new IOException(path + " is not empty and holds no run; choose another --out");
                }
            }
        }
        return new Folder(path, false); // --resume of a run that did not come so far begins it
    }
}
