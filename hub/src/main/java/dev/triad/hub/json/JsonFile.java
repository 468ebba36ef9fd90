// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.json;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Storage;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A JSON file with an object in it, such as `config.json`.
public final class JsonFile {
    /// The longest file that is read; vocabularies of a quarter of a million tokens have some twenty megabytes, and
    /// a tree takes some ten times the memory of its file.
    private static final long LONGEST = 64L << 20;

    /// Names come from strangers, so they are not interned; two values of one name would hide one another.
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxNameLength(65_536)
                            .maxStringLength(1 << 20)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonFile() {}

    /// An empty object, to be filled and written.
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /// An object of plain values: maps, lists, texts, numbers.
    public static ObjectNode of(Map<String, ?> values) {
        return JSON.valueToTree(values);
    }

    /// Reads a file that holds one object.
    ///
    /// @throws ModelFileException when there is no such file, or it holds something else
    public static ObjectNode read(Path path) throws IOException {
        try {
            if (Files.size(path) > LONGEST) {
                throw new ModelFileException(path.toString(), "has more than " + LONGEST + " bytes");
            }
            return read(path.toString(), Files.readAllBytes(path));
        } catch (NoSuchFileException _) {
            throw new ModelFileException(path.toString(), "there is no such file");
        }
    }

    /// Reads an object from the bytes of a file.
    ///
    /// @param place how errors call the file
    /// @throws ModelFileException when they hold something else
    public static ObjectNode read(String place, byte[] bytes) throws ModelFileException {
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (JacksonException e) {
            var at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            String reason = e.getOriginalMessage() == null
                    ? ""
                    : e.getOriginalMessage().lines().findFirst().orElse("");
            throw new ModelFileException(place, "is no valid JSON" + where + " (" + Quote.bounded(reason) + ")");
        }
        if (root instanceof ObjectNode object) {
            return object;
        }
        throw new ModelFileException(place, "holds no JSON object");
    }

    /// Writes a file, whole or not at all.
    public static void write(Path path, ObjectNode object) throws IOException {
        AtomicFile.write(path, text(object).getBytes(StandardCharsets.UTF_8), Storage.DISK);
    }

    /// The text of a file with that object, indented, with a line feed at its end.
    public static String text(ObjectNode object) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(object) + "\n";
    }
}
