// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.core.file.JsonFields;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// A place in a corpus at which a preparation can go on.
///
/// @param file index of the file
/// @param offset where in it, as [dev.triad.corpus.text.source.DocumentSink#reached] counts
/// @param insideLine whether a long line goes on there
/// @param insideDocument whether a document goes on there
/// @param document index of the document there, over the whole corpus
/// @param chunk index of the chunk that begins there
record Position(int file, long offset, boolean insideLine, boolean insideDocument, long document, long chunk) {
    static final Position START = new Position(0, 0, false, false, 0, 0);

    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("file", file);
        json.put("offset", offset);
        json.put("inside_line", insideLine);
        json.put("inside_document", insideDocument);
        json.put("document", document);
        json.put("chunk", chunk);
        return json;
    }

    static Position read(JsonFields fields) throws IOException {
        var position = new Position(
                fields.integer("file"),
                fields.count("offset"),
                fields.truth("inside_line"),
                fields.truth("inside_document"),
                fields.count("document"),
                fields.count("chunk"));
        fields.end();
        return position;
    }
}
