// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import dev.triad.core.file.JsonPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is asked about: a line of the input.
///
/// @param place where it stands, for errors
/// @param line its number, from 1
/// @param id what it is called: what it calls itself, or the number of its line, from 0
/// @param first its text, or the first of a pair
/// @param second the second of a pair, or null
/// @param words its words, where they come cut already; else empty
record Item(
        String place,
        long line,
        String id,
        String first,
        @Nullable String second,
        List<String> words) {
    /// A line of text: one, or two with a tab between.
    static Item ofText(String place, long line, String text) {
        int tab = text.indexOf('\t');
        return new Item(
                place,
                line,
                String.valueOf(line - 1),
                tab < 0 ? text : text.substring(0, tab),
                tab < 0 ? null : text.substring(tab + 1),
                List.of());
    }

    /// A JSON object: `text` with or without `text_pair`, `question` and `context`, or `words`; and an `id`.
    ///
    /// @throws IOException when it has none of these
    static Item ofJson(String place, long line, String json) throws IOException {
        var object = JsonPart.read(place, json.getBytes(StandardCharsets.UTF_8));
        var words = new ArrayList<String>();
        for (var word : object.get("words").elements()) {
            words.add(word.text().orElseThrow(word::notRead));
        }
        Optional<String> first = object.get("text").text();
        if (first.isEmpty()) {
            first = object.get("question").text();
        }
        Optional<String> second = object.get("text_pair").text();
        if (second.isEmpty()) {
            second = object.get("context").text();
        }
        if (first.isEmpty() && object.get("words").isAbsent()) {
            throw object.fault("has neither \"text\", \"question\" nor \"words\"");
        }
        var id = object.get("id");
        return new Item(
                place,
                line,
                id.isAbsent() ? String.valueOf(line - 1) : String.valueOf(id.value()),
                first.orElseGet(() -> String.join(" ", words)),
                second.orElse(null),
                words);
    }

    /// The whole line, for those who ask about one text: a tab in it is white space like any other.
    String whole() {
        return second == null ? first : first + "\t" + second;
    }
}
