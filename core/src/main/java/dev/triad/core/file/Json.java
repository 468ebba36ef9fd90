// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/// Small JSON documents as plain values: maps in file order, lists, strings, longs, doubles, booleans.
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /// Parses one object.
    ///
    /// @throws IOException with line and column, if `json` is not exactly one object
    public static Map<String, Object> parse(byte[] json) throws IOException {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("is not a JSON object");
            }
            var object = object(parser);
            if (parser.nextToken() != null) {
                throw new IOException("has more after the JSON object, at line %d"
                        .formatted(parser.currentTokenLocation().getLineNr()));
            }
            return object;
        } catch (JacksonException e) {
            var place = e.getLocation();
            throw new IOException(
                    place == null
                            ? "is not valid JSON: " + e.getOriginalMessage()
                            : "is not valid JSON at line %d, column %d: %s"
                                    .formatted(place.getLineNr(), place.getColumnNr(), e.getOriginalMessage()),
                    e);
        }
    }

    /// Renders `object`, indented, with a line break at its end.
    public static byte[] render(Map<String, ?> object) {
        var bytes = new ByteArrayOutputStream();
        try (var generator = FACTORY.createGenerator(new Indented(), bytes)) {
            write(generator, object);
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /// Renders `object` in one line, without a line break.
    public static byte[] line(Map<String, ?> object) {
        var bytes = new ByteArrayOutputStream();
        try (var generator = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            write(generator, object);
        }
        return bytes.toByteArray();
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        var object = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                var list = new ArrayList<Object>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default ->
                throw new IOException("has a null at line %d, where a value is due"
                        .formatted(parser.currentTokenLocation().getLineNr()));
        };
    }

    private static void write(JsonGenerator generator, @Nullable Object value) {
        switch (value) {
            case Map<?, ?> object -> {
                generator.writeStartObject();
                object.forEach((name, member) -> {
                    generator.writeName((String) name);
                    write(generator, member);
                });
                generator.writeEndObject();
            }
            case List<?> list -> {
                generator.writeStartArray();
                list.forEach(element -> write(generator, element));
                generator.writeEndArray();
            }
            case String string -> generator.writeString(string);
            case Long number -> generator.writeNumber(number);
            case Integer number -> generator.writeNumber(number);
            case Double number -> generator.writeNumber(new BigDecimal(number.toString()));
            case Boolean truth -> generator.writeBoolean(truth);
            case null, default -> throw new IllegalArgumentException("no JSON for " + value);
        }
    }

    private static final class Indented extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter();
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    }
}
