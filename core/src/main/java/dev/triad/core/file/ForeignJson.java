// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.file;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/// JSON that others wrote, such as a `tokenizer.json`: as [Json], but with nulls, whole numbers of any size, and limits
/// that keep a hostile file from costing more than its bytes.
final class ForeignJson {
    /// Names come from strangers, so they are not interned; two values of one name would hide one another.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(100)
                    .maxNameLength(65_536)
                    .maxStringLength(1 << 20)
                    .build())
            .build();

    private ForeignJson() {}

    /// Parses one object.
    ///
    /// @param place how errors call the file
    /// @throws ModelFileException when the bytes are not exactly one object
    static Map<String, @Nullable Object> parse(String place, byte[] json) throws ModelFileException {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ModelFileException(place, "holds no JSON object");
            }
            var object = object(parser);
            if (parser.nextToken() != null) {
                throw new ModelFileException(
                        place,
                        "has more after the JSON object, at line "
                                + parser.currentTokenLocation().getLineNr());
            }
            return object;
        } catch (JacksonException e) {
            var at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            String reason = e.getOriginalMessage() == null
                    ? ""
                    : e.getOriginalMessage().lines().findFirst().orElse("");
            throw new ModelFileException(place, "is no valid JSON" + where + " (" + Quote.bounded(reason) + ")");
        } catch (ModelFileException e) {
            throw e;
        } catch (IOException e) {
            throw new ModelFileException(place, String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        var object = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                var list = new ArrayList<@Nullable Object>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> {
                var number = parser.getNumberValue();
                yield number instanceof Integer small ? Long.valueOf(small) : number;
            }
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default -> throw new IOException("ends where a value is due");
        };
    }
}
