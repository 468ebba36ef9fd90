// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Json;
import dev.triad.core.file.JsonFields;
import dev.triad.core.file.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How far an unfinished preparation came: one line for what it was asked to do, then one for every generation of
/// shards that is safely on disk. A last line without its line break was being written when the process died, and
/// does not count.
final class Journal {
    static final String FILE = "prepare.journal";
    private static final long VERSION = 1;

    private final Path file;
    private final Map<String, Object> request;
    private final List<Generation> generations;

    private Journal(Path file, Map<String, Object> request, List<Generation> generations) {
        this.file = file;
        this.request = request;
        this.generations = generations;
    }

    /// Begins the journal of `directory`.
    static Journal create(Path directory, Map<String, Object> request, Storage storage) throws IOException {
        var journal = new Journal(directory.resolve(FILE), new TreeMap<>(request), new ArrayList<>());
        journal.rewrite(storage);
        return journal;
    }

    /// Opens the journal of `directory`, if there is one.
    static Optional<Journal> open(Path directory, Storage storage) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] content = Files.readAllBytes(file);
        var lines = new ArrayList<JsonFields>();
        int from = 0;
        try {
            for (int i = 0; i < content.length; i++) {
                if (content[i] == '\n') {
                    lines.add(JsonFields.parse(Arrays.copyOfRange(content, from, i)));
                    from = i + 1;
                }
            }
            var journal = read(file, lines);
            if (from < content.length) {
                journal.rewrite(storage);
            }
            return Optional.of(journal);
        } catch (IOException e) {
            throw new IOException(
                    "%s: line %d %s; begin anew with --restart".formatted(file, lines.size() + 1, e.getMessage()), e);
        }
    }

    private static Journal read(Path file, List<JsonFields> lines) throws IOException {
        if (lines.isEmpty()) {
            throw new IOException("is missing");
        }
        var header = lines.removeFirst();
        if (header.count("version") != VERSION) {
            throw new IOException("was written by another version of Triad");
        }
        var request = header.object("request").rest();
        header.end();
        var generations = new ArrayList<Generation>();
        for (var line : lines) {
            generations.add(Generation.read(line));
        }
        return new Journal(file, request, generations);
    }

    /// What the preparation was asked to do.
    Map<String, Object> request() {
        return request;
    }

    List<Generation> generations() {
        return List.copyOf(generations);
    }

    /// Records a generation whose shards have their names, durably.
    void append(Generation generation) throws IOException {
        var line = new ByteArrayOutputStream();
        line.write(Json.line(generation.toJson()));
        line.write('\n');
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            var bytes = ByteBuffer.wrap(line.toByteArray());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new IOException("%s: writing failed: %s".formatted(file, e.getMessage()), e);
        }
        generations.add(generation);
    }

    void delete() throws IOException {
        Files.delete(file);
    }

    private void rewrite(Storage storage) throws IOException {
        var content = new ByteArrayOutputStream();
        var header = new LinkedHashMap<String, Object>();
        header.put("version", VERSION);
        header.put("request", request);
        content.write(Json.line(header));
        content.write('\n');
        for (var generation : generations) {
            content.write(Json.line(generation.toJson()));
            content.write('\n');
        }
        AtomicFile.write(file, content.toByteArray(), storage);
    }
}
