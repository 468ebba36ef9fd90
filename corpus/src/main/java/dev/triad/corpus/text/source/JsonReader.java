// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/// Reads JSON lines: objects one after the other, each a document. Strings are streamed, so a record of any size passes
/// through in little memory.
final class JsonReader implements SourceReader {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxDocumentLength(-1)
                    .maxTokenCount(-1)
                    .build())
            .build();

    private final SourceFile file;
    private final ReadOptions options;

    JsonReader(SourceFile file, ReadOptions options) {
        this.file = file;
        this.options = options;
    }

    @Override
    public long read(long offset, boolean insideLine, DocumentSink sink) throws IOException {
        try (var packed = PackedInput.open(file);
                var text = new Utf8Input(file.name(), packed, options.repair())) {
            long lines = text.skipTo(offset);
            try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
                var records = new Records(parser, offset, lines, new FieldText(options, sink));
                while (records.next()) {
                    sink.reached(records.end(), false, packed.filePosition());
                }
                return text.repaired() + records.repaired();
            }
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    /// The objects of a file.
    private final class Records {
        private final JsonParser parser;
        private final long offset;
        private final long lines;
        private final FieldText text;
        private long leftOut;

        Records(JsonParser parser, long offset, long lines, FieldText text) {
            this.parser = parser;
            this.offset = offset;
            this.lines = lines;
            this.text = text;
        }

        /// The first byte behind the last record.
        long end() {
            return offset + parser.currentLocation().getByteOffset();
        }

        long repaired() {
            return leftOut + text.repaired();
        }

        /// Hands over the next record's document.
        ///
        /// @return false at the end of the file
        boolean next() throws IOException {
            try {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    return false;
                }
                if (token != JsonToken.START_OBJECT) {
                    throw bad(parser.currentTokenLocation(), "a record must be a JSON object");
                }
                record(parser.currentTokenLocation());
                return true;
            } catch (JacksonIOException e) {
                throw e;
            } catch (JacksonException e) {
                var place = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
                throw bad(place, "not valid JSON: " + e.getOriginalMessage());
            }
        }

        private void record(TokenStreamLocation start) throws IOException {
            boolean found = false;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = parser.currentName().equals(options.textField());
                JsonToken value = parser.nextToken();
                if (!wanted) {
                    parser.skipChildren();
                } else if (value == JsonToken.VALUE_STRING && !found) {
                    found = true;
                    copyText();
                } else if (value != JsonToken.VALUE_NULL) {
                    throw badField(parser.currentTokenLocation(), found ? "comes twice" : "is not a string");
                }
            }
            if (!found && !options.repair()) {
                throw badField(start, "is missing");
            }
            leftOut += found ? 0 : 1;
            text.endDocument();
        }

        private void copyText() throws IOException {
            var place = parser.currentTokenLocation();
            parser.readString(text);
            if (text.repaired() > 0 && !options.repair()) {
                throw badField(place, "has half a character: an escaped surrogate without its other half");
            }
        }

        private IOException badField(TokenStreamLocation place, String what) {
            return bad(place, "the field \"%s\" %s".formatted(options.textField(), what));
        }

        private IOException bad(TokenStreamLocation place, String what) {
            return new IOException("%s: line %d (byte %d): %s"
                    .formatted(file.name(), lines + place.getLineNr(), offset + place.getByteOffset(), what));
        }
    }
}
