// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Json;
import dev.triad.core.file.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a tour is asked to do.
///
/// @param out its folder
/// @param minutes about how long it may take on two quiet cores
/// @param seed of all choices
/// @param text a folder of texts to pretrain on, or null for composed ones
/// @param task a folder with a task's train and dev tables, or null for the composed task
/// @param music a folder of songs, or null for composed ones
record TourSettings(
        Path out,
        double minutes,
        long seed,
        @Nullable Path text,
        @Nullable Path task,
        @Nullable Path music) {
    private static final String FILE = "tour.json";

    TourSettings {
        if (!(minutes >= 0.1 && minutes <= 10_000)) {
            throw new IllegalArgumentException("--minutes must be between 0.1 and 10000, not " + minutes);
        }
    }

    /// So many times the default's work.
    double scale() {
        return minutes / 10;
    }

    /// Writes what is asked for into a new folder, or makes sure that the tour in it was begun with the same.
    ///
    /// @return whether it goes on with a tour that was begun before
    /// @throws IOException if it was begun otherwise, or the folder holds something else
    boolean begin() throws IOException {
        var file = out.resolve(FILE);
        var asked = describe();
        if (Files.isRegularFile(file)) {
            var before = Json.parse(Files.readAllBytes(file));
            var now = Json.parse(Json.render(asked));
            for (var entry : now.entrySet()) {
                if (!Objects.equals(before.get(entry.getKey()), entry.getValue())) {
                    throw new IOException("%s was begun with %s %s, now it is %s; give the same, or another --out"
                            .formatted(out, entry.getKey(), before.get(entry.getKey()), entry.getValue()));
                }
            }
            return true;
        }
        if (Files.exists(out)) {
            try (var entries = Files.list(out)) {
                if (entries.findAny().isPresent()) {
                    throw new IOException(out + " is not empty and holds no tour; give another --out");
                }
            }
        }
        Files.createDirectories(out);
        AtomicFile.write(file, Json.render(asked), Storage.DISK);
        return false;
    }

    private Map<String, Object> describe() throws IOException {
        var asked = new LinkedHashMap<String, Object>();
        asked.put("minutes", minutes);
        asked.put("seed", seed);
        asked.put("text", place(text));
        asked.put("task", place(task));
        asked.put("music", place(music));
        return asked;
    }

    private static String place(@Nullable Path folder) throws IOException {
        if (folder == null) return "composed";
        if (!Files.isDirectory(folder)) throw new IOException(folder + ": there is no such folder");
        return folder.toRealPath().toString();
    }
}
