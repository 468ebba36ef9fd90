// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.app;

import dev.triad.core.file.JsonPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A line of the input.
///
/// @param place where it stands, for errors
/// @param line its number, from 1
/// @param id what it is called: what it calls itself, or the number of its line, from 0
/// @param first its text, or the first of a pair
/// @param second the second of a pair, or null
/// @param words its words, where they come cut already; else empty
public record AskedText(
        String place,
        long line,
        String id,
        String first,
        @Nullable String second,
        List<String> words) {
    public AskedText {
        words = List.copyOf(words);
    }

    /// A line of text: one, or two with a tab between.
    static AskedText ofText(String place, long line, String text) {
        int tab = text.indexOf('\t');
        String first = tab < 0 ? text : text.substring(0, tab);
        return new AskedText(
                place, line, String.valueOf(line - 1), first, tab < 0 ? null : text.substring(tab + 1), List.of());
    }

    /// A line of JSON: `text` with or without `text_pair`, `question` and `context`, or `words`; and an `id`.
    ///
    /// @throws IOException when it has none of these
    static AskedText ofJson(String place, long line, String json) throws IOException {
        var object = JsonPart.read(place, json.getBytes(StandardCharsets.UTF_8));
        var words = new ArrayList<String>();
        for (var word : object.get("words").elements()) {
            words.add(word.text().orElseThrow(word::notRead));
        }
        var first = either(object, "text", "question");
        if (first.isEmpty() && object.get("words").isAbsent()) {
            throw object.fault("has neither \"text\", \"question\" nor \"words\"");
        }
        var id = object.get("id");
        return new AskedText(
                place,
                line,
                id.isAbsent() ? String.valueOf(line - 1) : String.valueOf(id.value()),
                first.orElseGet(() -> String.join(" ", words)),
                either(object, "text_pair", "context").orElse(null),
                words);
    }

    private static Optional<String> either(JsonPart object, String name, String other) throws IOException {
        var text = object.get(name).text();
        return text.isPresent() ? text : object.get(other).text();
    }

    /// The whole line, for those who ask about one text: a tab in it is white space like any other.
    String whole() {
        return second == null ? first : first + "\t" + second;
    }
}
