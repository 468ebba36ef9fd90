// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The members of a JSON object, taken out one by one: a missing one, one of the wrong type and one that nobody
/// asked for are errors that name it by its path.
public final class JsonFields {
    private final Map<String, Object> members;
    private final String path;

    /// @param path where the object stands in its file, "" for the file itself; ends with a dot otherwise
    public JsonFields(Map<String, Object> members, String path) {
        this.members = new LinkedHashMap<>(members);
        this.path = path;
    }

    /// Parses a file that holds one JSON object.
    public static JsonFields parse(byte[] json) throws IOException {
        return new JsonFields(Json.parse(json), "");
    }

    /// Reads the object of one list element or member.
    @FunctionalInterface
    public interface Reader<T> {
        T read(JsonFields fields) throws IOException;
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    public String string(String name) throws IOException {
        return take(name, String.class, "a string");
    }

    public boolean truth(String name) throws IOException {
        return take(name, Boolean.class, "true or false");
    }

    /// A whole number, not negative.
    public long count(String name) throws IOException {
        long value = take(name, Long.class, "a whole number");
        if (value < 0) {
            throw new IOException("\"%s%s\" must not be negative, but is %d".formatted(path, name, value));
        }
        return value;
    }

    /// A whole number of either sign.
    public long whole(String name) throws IOException {
        return take(name, Long.class, "a whole number");
    }

    public int integer(String name) throws IOException {
        long value = count(name);
        if (value > Integer.MAX_VALUE) {
            throw new IOException("\"%s%s\" is too large: %d".formatted(path, name, value));
        }
        return (int) value;
    }

    /// Any number.
    public double number(String name) throws IOException {
        return take(name, Number.class, "a number").doubleValue();
    }

    @SuppressWarnings("unchecked") // Json makes objects of nothing but this type
    public JsonFields object(String name) throws IOException {
        return new JsonFields((Map<String, Object>) take(name, Map.class, "an object"), path + name + ".");
    }

    @SuppressWarnings("unchecked") // as above
    public <T> List<T> list(String name, Reader<T> reader) throws IOException {
        var result = new ArrayList<T>();
        for (Object element : take(name, List.class, "a list")) {
            String place = "%s%s[%d]".formatted(path, name, result.size());
            if (!(element instanceof Map<?, ?>)) {
                throw new IOException("\"%s\" must be an object".formatted(place));
            }
            result.add(reader.read(new JsonFields((Map<String, Object>) element, place + ".")));
        }
        return result;
    }

    /// All members that are left.
    public Map<String, Object> rest() {
        var rest = Map.copyOf(members);
        members.clear();
        return rest;
    }

    /// Nothing may be left.
    public void end() throws IOException {
        if (!members.isEmpty()) {
            throw new IOException("has a key that this Triad does not know: \"%s%s\""
                    .formatted(path, members.keySet().iterator().next()));
        }
    }

    private <T> T take(String name, Class<T> type, String wanted) throws IOException {
        Object value = members.remove(name);
        if (value == null) {
            throw new IOException("\"%s%s\" is missing".formatted(path, name));
        }
        if (!type.isInstance(value)) {
            throw new IOException("\"%s%s\" must be %s".formatted(path, name, wanted));
        }
        return type.cast(value);
    }
}
