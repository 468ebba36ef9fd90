// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The files that vocabularies come in: BERT's `vocab.txt`, and GPT-2's `vocab.json` with `merges.txt`.
public final class VocabularyFiles {
    /// Largest id that is believed: a vocabulary with an id of two billion is a mistake, not a vocabulary.
    private static final int MOST_TOKENS = 1 << 21;

    private VocabularyFiles() {}

    /// Reads a `vocab.txt`: one token a line, its id the line's number from 0, BERT's special tokens among them.
    ///
    /// @throws IOException if it cannot be read, is not UTF-8, repeats a token or lacks a special one
    public static Vocabulary readLines(Path path) throws IOException {
        return readLines(path, Vocabulary.bertSpelling());
    }

    /// Reads a `vocab.txt` whose special tokens are spelled as in `spelling`.
    ///
    /// @throws IOException if it cannot be read, is not UTF-8, repeats a token or lacks a special one
    public static Vocabulary readLines(Path path, Map<SpecialToken, String> spelling) throws IOException {
        var tokens = lines(path);
        var seen = new HashMap<String, Integer>();
        for (int i = 0; i < tokens.size(); i++) {
            var earlier = tokens.get(i).isEmpty() ? null : seen.putIfAbsent(tokens.get(i), i);
            if (earlier != null) {
                throw new IOException("%s, line %d: the token \"%s\" is already on line %d; remove one of them"
                        .formatted(path, i + 1, tokens.get(i), earlier + 1));
            }
        }
        return named(path, tokens, spelling);
    }

    private static Vocabulary named(Path path, List<String> tokens, Map<SpecialToken, String> spelling)
            throws IOException {
        try {
            return Vocabulary.of(tokens, spelling);
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    /// Reads a `vocab.json`: one object, tokens to ids, with the special tokens of `family`.
    ///
    /// @throws IOException if it cannot be read, is no such object, or repeats an id
    public static Vocabulary readJson(Path path, ByteLevelBpeOptions.Family family) throws IOException {
        return readJson(path, family.spelling());
    }

    /// Reads a `vocab.json` whose special tokens are spelled as in `spelling`.
    ///
    /// @throws IOException if it cannot be read, is no such object, or repeats an id
    public static Vocabulary readJson(Path path, Map<SpecialToken, String> spelling) throws IOException {
        var ids = jsonIds(path);
        int size = ids.values().stream().mapToInt(id -> id + 1).max().orElse(0);
        var tokens = new String[size];
        Arrays.fill(tokens, "");
        for (var entry : ids.entrySet()) {
            int id = entry.getValue();
            if (!tokens[id].isEmpty()) {
                throw new IOException("%s: the tokens \"%s\" and \"%s\" have one id, %d; give each its own"
                        .formatted(path, tokens[id], entry.getKey(), id));
            }
            tokens[id] = entry.getKey();
        }
        return named(path, List.of(tokens), spelling);
    }

    private static Map<String, Integer> jsonIds(Path path) throws IOException {
        var ids = new HashMap<String, Integer>();
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), Files.readAllBytes(path))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException(path + ": not a vocab.json, which is one object of tokens and their ids");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                var token = json.currentName();
                boolean number = json.nextToken() == JsonToken.VALUE_NUMBER_INT;
                long id = number ? json.getLongValue() : -1;
                if (id < 0 || id >= MOST_TOKENS) {
                    throw new IOException("%s: the token \"%s\" has \"%s\" where its id should be"
                            .formatted(path, token, json.getString()));
                }
                if (ids.put(token, (int) id) != null) {
                    throw new IOException("%s: the token \"%s\" is there twice; remove one".formatted(path, token));
                }
            }
        } catch (JacksonException e) {
            var place = e.getLocation();
            throw new IOException(
                    "%s, line %d, column %d: not JSON (%s)"
                            .formatted(path, place.getLineNr(), place.getColumnNr(), e.getOriginalMessage()),
                    e);
        }
        return ids;
    }

    /// Reads a `merges.txt` whose tokens must be in `vocabulary`; a first line `#version…` is passed over.
    ///
    /// @throws IOException if it cannot be read, or a line is not two known tokens whose join is known
    public static List<String> readMerges(Path path, Vocabulary vocabulary) throws IOException {
        var lines = lines(path);
        boolean version = !lines.isEmpty() && lines.getFirst().startsWith("#version");
        for (int i = version ? 1 : 0; i < lines.size(); i++) {
            var parts = lines.get(i).split(" ", -1);
            if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
                throw new IOException("%s, line %d: \"%s\" is not two tokens with a space between"
                        .formatted(path, i + 1, lines.get(i)));
            }
            for (var token : List.of(parts[0], parts[1], parts[0] + parts[1])) {
                if (vocabulary.id(token).isEmpty()) {
                    throw new IOException(
                            "%s, line %d: the token \"%s\" is not in the vocabulary; are these its merges?"
                                    .formatted(path, i + 1, token));
                }
            }
        }
        return version ? lines.subList(1, lines.size()) : lines;
    }

    /// Writes a `vocab.txt`, whole or not at all.
    public static void writeLines(Path path, List<String> tokens) throws IOException {
        write(path, String.join("\n", tokens) + "\n");
    }

    /// Writes a `vocab.json`, whole or not at all.
    public static void writeJson(Path path, List<String> tokens) throws IOException {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            for (int id = 0; id < tokens.size(); id++) {
                json.writeNumberProperty(tokens.get(id), id);
            }
            json.writeEndObject();
        }
        write(path, text.toString());
    }

    /// Writes a `merges.txt`, whole or not at all.
    public static void writeMerges(Path path, List<String> merges) throws IOException {
        write(path, "#version: 0.2\n" + String.join("\n", merges) + "\n");
    }

    private static void write(Path path, String content) throws IOException {
        var target = path.toAbsolutePath();
        var partial = target.resolveSibling("." + target.getFileName() + ".partial");
        try {
            Files.writeString(partial, content);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /// Lines without trailing white space; the last may lack its end.
    private static List<String> lines(Path path) throws IOException {
        var bytes = Files.readAllBytes(path);
        var lines = new ArrayList<String>();
        boolean mark =
                bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        for (int from = mark ? 3 : 0; from < bytes.length; ) {
            int to = from;
            while (to < bytes.length && bytes[to] != '\n') {
                if (bytes[to] == 0) {
                    throw new IOException("%s, line %d: a NUL byte at offset %d; this is not a text file"
                            .formatted(path, lines.size() + 1, to));
                }
                to++;
            }
            try {
                Utf8.check(bytes, from, to);
            } catch (MalformedUtf8Exception e) {
                throw new IOException("%s, line %d: %s".formatted(path, lines.size() + 1, e.getMessage()), e);
            }
            int end = to;
            while (end > from && bytes[end - 1] <= ' ' && bytes[end - 1] >= 0) {
                end--;
            }
            lines.add(new String(bytes, from, end - from, StandardCharsets.UTF_8));
            from = to + 1;
        }
        return lines;
    }
}
