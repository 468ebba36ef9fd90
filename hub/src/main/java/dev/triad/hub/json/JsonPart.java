// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.json;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A value of a JSON file that knows where it is, so that whatever is wrong with it can be said in one sentence:
/// `tokenizer.json: normalizer.type is 'NFC', which is not read`.
///
/// @param place how errors call the file
/// @param name the names that lead to the value, with dots between; empty for the whole
/// @param node the value; a missing node where there is none
public record JsonPart(String place, String name, JsonNode node) {
    /// The whole of a file that holds an object.
    ///
    /// @throws ModelFileException when there is no such file, or it holds something else
    public static JsonPart read(Path file) throws IOException {
        return new JsonPart(file.toString(), "", JsonFile.read(file));
    }

    /// The value under a name; absent if this is no object, or has none.
    public JsonPart get(String key) {
        return new JsonPart(place, name.isEmpty() ? key : name + "." + key, node.path(key));
    }

    /// Whether there is no such value, or it is null.
    public boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    /// Its elements, if it is an array.
    ///
    /// @throws ModelFileException when it is there and no array
    public List<JsonPart> elements() throws ModelFileException {
        if (!isAbsent() && !node.isArray()) {
            throw notRead();
        }
        var elements = new ArrayList<JsonPart>(node.size());
        for (int i = 0; i < node.size(); i++) {
            elements.add(new JsonPart(place, name + "[" + i + "]", node.get(i)));
        }
        return elements;
    }

    /// Its elements if it is an array, its values if it is an object.
    ///
    /// @throws ModelFileException when it is there and neither
    public List<JsonPart> members() throws ModelFileException {
        return node.isObject() ? node.propertyNames().stream().map(this::get).toList() : elements();
    }

    /// Its value as text.
    ///
    /// @throws ModelFileException when it is there and no text
    public Optional<String> text() throws ModelFileException {
        if (isAbsent()) {
            return Optional.empty();
        }
        if (!node.isString()) {
            throw notRead();
        }
        return Optional.of(node.stringValue());
    }

    /// Its value as true or false.
    ///
    /// @throws ModelFileException when it is there and neither
    public Optional<Boolean> flag() throws ModelFileException {
        if (isAbsent()) {
            return Optional.empty();
        }
        if (!node.isBoolean()) {
            throw notRead();
        }
        return Optional.of(node.booleanValue());
    }

    /// Its value as a whole number.
    ///
    /// @throws ModelFileException when it is none, or has more than 32 bits
    public int whole() throws ModelFileException {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw notRead();
        }
        return node.intValue();
    }

    /// Makes sure that an optional flag, if it is there, has the one value that is read.
    public void require(boolean expected) throws ModelFileException {
        if (flag().orElse(expected) != expected) {
            throw notRead();
        }
    }

    /// Makes sure that it is the one text that is read.
    public void require(String expected) throws ModelFileException {
        if (!node.isString() || !node.stringValue().equals(expected)) {
            throw notRead();
        }
    }

    /// An error that quotes the value.
    public ModelFileException notRead() {
        if (node.isMissingNode()) {
            return fault("is missing");
        }
        return fault("is " + (node.isString() ? Quote.of(node.stringValue()) : shown()) + ", which is not read");
    }

    private String shown() {
        return node.isContainer() ? (node.isArray() ? "an array" : "an object") : Quote.bounded(node.toString());
    }

    /// An error about this value.
    ///
    /// @param fault what is wrong with it, after its name
    public ModelFileException fault(String fault) {
        return new ModelFileException(place, name.isEmpty() ? fault : Quote.bounded(name) + " " + fault);
    }
}
