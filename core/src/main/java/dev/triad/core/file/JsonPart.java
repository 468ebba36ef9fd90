// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.file;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A value of a stranger's JSON file that knows where it is, so that whatever is wrong with it can be said in one
/// sentence: `tokenizer.json: normalizer.type is 'NFC', which is not read`.
///
/// @param place how errors call the file
/// @param name the names that lead to the value, with dots between; empty for the whole
/// @param value the value as [ForeignJson] has it: a map, a list, a text, a number, true or false; null for null, and
///     [#MISSING] where there is none
public record JsonPart(String place, String name, @Nullable Object value) {
    /// What stands for a value that is not there.
    public static final Object MISSING = new Object();

    /// The longest file that is read; vocabularies of a quarter of a million tokens have some twenty megabytes, and
    /// a tree takes some ten times the memory of its file.
    private static final long LONGEST = 64L << 20;

    /// The whole of a file that holds an object.
    ///
    /// @throws ModelFileException when there is no such file, or it holds something else
    public static JsonPart read(Path file) throws IOException {
        try {
            if (Files.size(file) > LONGEST) {
                throw new ModelFileException(file.toString(), "has more than " + LONGEST + " bytes");
            }
            return read(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException _) {
            throw new ModelFileException(file.toString(), "there is no such file");
        }
    }

    /// The whole of a file whose bytes are there.
    ///
    /// @param place how errors call it
    /// @throws ModelFileException when they hold no object
    public static JsonPart read(String place, byte[] bytes) throws ModelFileException {
        return new JsonPart(place, "", ForeignJson.parse(place, bytes));
    }

    /// A file that is not there, all its values absent.
    public static JsonPart absent(String place) {
        return new JsonPart(place, "", MISSING);
    }

    /// The value under a name; absent if this is no object, or has none.
    public JsonPart get(String key) {
        Object member = value instanceof Map<?, ?> object && object.containsKey(key) ? object.get(key) : MISSING;
        return new JsonPart(place, name.isEmpty() ? key : name + "." + key, member);
    }

    /// Whether there is no such value, or it is null.
    public boolean isAbsent() {
        return value == null || value == MISSING;
    }

    /// Whether it is an object.
    public boolean isObject() {
        return value instanceof Map<?, ?>;
    }

    /// The names of its values, if it is an object; else none.
    public List<String> names() {
        return value instanceof Map<?, ?> object
                ? object.keySet().stream().map(String::valueOf).toList()
                : List.of();
    }

    /// Its elements, if it is an array.
    ///
    /// @throws ModelFileException when it is there and no array
    public List<JsonPart> elements() throws ModelFileException {
        if (isAbsent()) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw notRead();
        }
        var elements = new ArrayList<JsonPart>(list.size());
        for (int i = 0; i < list.size(); i++) {
            elements.add(new JsonPart(place, name + "[" + i + "]", list.get(i)));
        }
        return elements;
    }

    /// Its elements if it is an array, its values if it is an object.
    ///
    /// @throws ModelFileException when it is there and neither
    public List<JsonPart> members() throws ModelFileException {
        return isObject() ? names().stream().map(this::get).toList() : elements();
    }

    /// Its value as text.
    ///
    /// @throws ModelFileException when it is there and no text
    public Optional<String> text() throws ModelFileException {
        if (isAbsent()) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            throw notRead();
        }
        return Optional.of(text);
    }

    /// Its value as true or false.
    ///
    /// @throws ModelFileException when it is there and neither
    public Optional<Boolean> flag() throws ModelFileException {
        if (isAbsent()) {
            return Optional.empty();
        }
        if (!(value instanceof Boolean flag)) {
            throw notRead();
        }
        return Optional.of(flag);
    }

    /// Its value as a number.
    ///
    /// @throws ModelFileException when it is there and none
    public Optional<Number> number() throws ModelFileException {
        if (isAbsent()) {
            return Optional.empty();
        }
        if (!(value instanceof Number number)) {
            throw notRead();
        }
        return Optional.of(number);
    }

    /// Whether it is a whole number of at most 32 bits.
    public boolean isWhole() {
        return value instanceof Long number && number == (int) (long) number;
    }

    /// Its value as a whole number.
    ///
    /// @throws ModelFileException when it is none, or has more than 32 bits
    public int whole() throws ModelFileException {
        if (!(value instanceof Long number) || number != (int) (long) number) {
            throw notRead();
        }
        return (int) (long) number;
    }

    /// Makes sure that an optional flag, if it is there, has the one value that is read.
    public void require(boolean expected) throws ModelFileException {
        if (flag().orElse(expected) != expected) {
            throw notRead();
        }
    }

    /// Makes sure that it is the one text that is read.
    public void require(String expected) throws ModelFileException {
        if (!expected.equals(value)) {
            throw notRead();
        }
    }

    /// An error that quotes the value.
    public ModelFileException notRead() {
        if (value == MISSING) {
            return fault("is missing");
        }
        return fault("is " + shown() + ", which is not read");
    }

    /// The value in a few words.
    public String shown() {
        return switch (value) {
            case String text -> Quote.of(text);
            case List<?> _ -> "an array";
            case Map<?, ?> _ -> "an object";
            case null -> "null";
            case Object other -> Quote.bounded(other.toString());
        };
    }

    /// An error about this value.
    ///
    /// @param fault what is wrong with it, after its name
    public ModelFileException fault(String fault) {
        return new ModelFileException(place, name.isEmpty() ? fault : Quote.bounded(name) + " " + fault);
    }
}
