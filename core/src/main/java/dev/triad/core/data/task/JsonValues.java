// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// JSON as data sets use it: values of any kind, nulls included, numbers as they are written.
final class JsonValues {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonValues() {}

    /// A number or a truth value, as it is written.
    record Literal(String text) {}

    static JsonParser parser(InputStream in) {
        return FACTORY.createParser(ObjectReadContext.empty(), in);
    }

    /// The object that is all of `json`.
    ///
    /// @throws BadRowException if it is something else
    static Map<String, @Nullable Object> object(byte[] json) throws BadRowException {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadRowException("is no JSON object");
            }
            var object = members(parser);
            if (parser.nextToken() != null) {
                throw new BadRowException("has more after the JSON object");
            }
            return object;
        } catch (JacksonException e) {
            throw new BadRowException(
                    "is no JSON at column %d: %s".formatted(e.getLocation().getColumnNr(), e.getOriginalMessage()));
        }
    }

    /// The value that begins at the parser's token: text, [Literal], list, map, or null.
    static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> {
                var list = new ArrayList<@Nullable Object>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NULL -> null;
            default -> new Literal(parser.getString());
        };
    }

    private static Map<String, @Nullable Object> members(JsonParser parser) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    /// The text of a member.
    ///
    /// @throws BadRowException if there is none
    static String text(Map<?, ?> object, String name) throws BadRowException {
        return switch (object.get(name)) {
            case String text -> text;
            case null -> throw new BadRowException("has no \"%s\"".formatted(name));
            default -> throw new BadRowException("has no text in \"%s\"".formatted(name));
        };
    }

    /// The elements of a member; none if it is missing.
    ///
    /// @throws BadRowException if it is no list
    static List<?> list(Map<?, ?> object, String name) throws BadRowException {
        return switch (object.get(name)) {
            case List<?> list -> list;
            case null -> List.of();
            default -> throw new BadRowException("has no list in \"%s\"".formatted(name));
        };
    }

    /// @throws BadRowException if `value` is no object
    static Map<?, ?> object(@Nullable Object value, String what) throws BadRowException {
        if (value instanceof Map<?, ?> object) {
            return object;
        }
        throw new BadRowException("has %s that is no object".formatted(what));
    }

    /// @throws BadRowException if `value` is no whole number that an int can hold
    static int integer(@Nullable Object value, String what) throws BadRowException {
        if (value instanceof Literal(String text) && text.matches("-?[0-9]{1,9}")) {
            return Integer.parseInt(text);
        }
        throw new BadRowException("has %s that is no whole number".formatted(what));
    }

    /// What to tell of a file that is no JSON, with the place.
    static IOException failure(String source, JacksonException e) {
        var place = e.getLocation();
        return new IOException(
                "%s: is no JSON at line %d, column %d: %s"
                        .formatted(source, place.getLineNr(), place.getColumnNr(), e.getOriginalMessage()),
                e);
    }
}
