// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Json;
import dev.triad.core.file.Storage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    private static final String LOCK = "tour.lock";

    /// Of what is in the folder; a tour that does other things gets another number.
    private static final long VERSION = 1;

    TourSettings {
        if (!(minutes >= 0.1 && minutes <= 10_000)) {
            throw new IllegalArgumentException("--minutes must be between 0.1 and 10000, not " + minutes);
        }
    }

    /// The tour's folder, held by one process at a time.
    ///
    /// @param goesOn whether a tour in it was begun before
    record Held(boolean goesOn, FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close(); // and with it the lock; the file stays, for another may be about to lock it
        }
    }

    /// Writes what is asked for into a new folder, or makes sure that the tour in it was begun with the same.
    ///
    /// @throws IOException if it was begun otherwise, the folder holds something else, or another process goes on
    ///     with the tour in it
    Held begin() throws IOException {
        var asked = describe();
        requireTourOrNothing();
        Files.createDirectories(out);
        var channel = FileChannel.open(out.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (!locked(channel)) {
                throw new IOException(out + ": another process is on this tour; wait for it, or give another --out");
            }
            var file = out.resolve(FILE);
            boolean goesOn = Files.isRegularFile(file);
            if (goesOn) requireSame(read(file), Json.parse(Json.render(asked)));
            else AtomicFile.write(file, Json.render(asked), Storage.DISK);
            return new Held(goesOn, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Map<String, Object> read(Path file) throws IOException {
        try {
            return Json.parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IOException(file + " " + e.getMessage() + "; give another --out", e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // held by this very process
        }
    }

    private void requireTourOrNothing() throws IOException {
        if (!Files.exists(out) || Files.isRegularFile(out.resolve(FILE))) return;
        if (!Files.isDirectory(out)) throw new IOException(out + " is a file; give another --out");
        try (var entries = Files.list(out)) {
            if (entries.anyMatch(entry -> !entry.endsWith(LOCK))) {
                throw new IOException(out + " is not empty and holds no tour; give another --out");
            }
        }
    }

    private void requireSame(Map<String, Object> before, Map<String, Object> now) throws IOException {
        if (!Objects.equals(before.get("version"), now.get("version"))) {
            throw new IOException(out + " holds the tour of another version of Triad; give another --out");
        }
        for (var entry : now.entrySet()) {
            if (!Objects.equals(before.get(entry.getKey()), entry.getValue())) {
                throw new IOException("%s was begun with %s %s, now it is %s; give the same, or another --out"
                        .formatted(out, entry.getKey(), before.get(entry.getKey()), entry.getValue()));
            }
        }
    }

    private Map<String, Object> describe() throws IOException {
        var asked = new LinkedHashMap<String, Object>();
        asked.put("version", VERSION);
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
