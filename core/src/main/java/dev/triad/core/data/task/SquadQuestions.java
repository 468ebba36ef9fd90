// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads questions from SQuAD's JSON, versions 1.1 and 2.0, one paragraph at a time.
public final class SquadQuestions {
    private final RowCollector<Question> rows;
    private final QuestionTexts questions;

    private SquadQuestions(RowCollector<Question> rows) {
        this.rows = rows;
        questions = new QuestionTexts(rows);
    }

    /// Reads a file.
    ///
    /// @throws IOException if the file cannot be read, is not of this form, or too many questions are unreadable
    public static Rows<Question> read(Path file, Tolerance tolerance) throws IOException {
        return TaskFile.read(file, in -> read(in, file.toString(), tolerance));
    }

    /// Reads an open file; `source` names it in messages.
    ///
    /// @throws IOException as above
    public static Rows<Question> read(InputStream in, String source, Tolerance tolerance) throws IOException {
        var rows = new RowCollector<Question>(source);
        try (var parser = JsonValues.parser(in)) {
            new SquadQuestions(rows).file(parser, source);
            if (parser.nextToken() != null) {
                throw new IOException("%s: has more after its end, at line %d".formatted(source, line(parser)));
            }
        } catch (JacksonException e) {
            throw JsonValues.failure(source, e);
        }
        return rows.finish(tolerance);
    }

    /// `{"version": …, "data": [{"title": …, "paragraphs": […]}]}`
    private void file(JsonParser parser, String source) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException(source + ": is no SQuAD file: it does not hold a JSON object");
        }
        boolean data = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            if (parser.currentName().equals("data") && parser.nextToken() == JsonToken.START_ARRAY) {
                data = true;
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (isObject(parser, "article")) {
                        article(parser);
                    }
                }
            } else {
                skip(parser);
            }
        }
        if (!data) {
            throw new IOException(source + ": is no SQuAD file: it has no list \"data\"");
        }
    }

    private void article(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            if (parser.currentName().equals("paragraphs") && parser.nextToken() == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (isObject(parser, "paragraph")) {
                        paragraph(parser);
                    }
                }
            } else {
                skip(parser);
            }
        }
    }

    /// A question as it stands in the file; the paragraph's text may come after it.
    private record Pending(Map<?, ?> object, long line) {}

    private void paragraph(JsonParser parser) {
        long line = line(parser);
        String context = null;
        var pending = new ArrayList<Pending>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            var token = parser.nextToken();
            if (name.equals("context") && token == JsonToken.VALUE_STRING) {
                context = parser.getString();
            } else if (name.equals("qas") && token == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    long at = line(parser);
                    if (isObject(parser, "question") && JsonValues.value(parser) instanceof Map<?, ?> object) {
                        pending.add(new Pending(object, at));
                    }
                }
            } else {
                skip(parser);
            }
        }
        if (context == null) {
            rows.problem(line, new BadRowException("has a paragraph without a \"context\""));
            return;
        }
        for (var one : pending) {
            questions.add(one.object(), context, one.line(), QuestionTexts::squad);
        }
    }

    /// Whether an element of a list is an object; if not, it is passed over as a problem.
    private boolean isObject(JsonParser parser, String what) {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return true;
        }
        rows.problem(line(parser), new BadRowException("has a %s that is no object".formatted(what)));
        parser.skipChildren();
        return false;
    }

    private static void skip(JsonParser parser) {
        if (parser.currentToken() == JsonToken.PROPERTY_NAME) {
            parser.nextToken();
        }
        parser.skipChildren();
    }

    private static long line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }
}
