// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes questions of JSON objects. Both formats count characters in code points, as Python does.
final class QuestionTexts {
    private final RowCollector<Question> rows;
    private final Set<String> ids = new HashSet<>();

    QuestionTexts(RowCollector<Question> rows) {
        this.rows = rows;
    }

    @FunctionalInterface
    interface Form {
        Question read(Map<?, ?> object, String context, long line) throws BadRowException;
    }

    void add(Map<?, ?> object, String context, long line, Form form) {
        try {
            var question = form.read(object, context, line);
            if (!ids.add(question.id())) {
                throw new BadRowException("has the id of an earlier question, " + BadRowException.quote(question.id()));
            }
            rows.add(question);
        } catch (BadRowException e) {
            rows.problem(line, e);
        }
    }

    /// `{"id": …, "question": …, "answers": [{"text": …, "answer_start": …}], "is_impossible": …}`
    static Question squad(Map<?, ?> object, String context, long line) throws BadRowException {
        var answers = new ArrayList<Question.Answer>();
        var references = new LinkedHashSet<String>();
        for (var element : JsonValues.list(object, "answers")) {
            var answer = JsonValues.object(element, "an answer");
            String text = JsonValues.text(answer, "text");
            int start = JsonValues.integer(answer.get("answer_start"), "an \"answer_start\"");
            answers.add(new Question.Answer(text, codeUnits(context, start)));
            references.add(text);
        }
        boolean impossible =
                object.get("is_impossible") instanceof JsonValues.Literal(String text) && text.equals("true");
        if (impossible && !answers.isEmpty()) {
            throw new BadRowException("is marked impossible and has answers");
        }
        return new Question(
                line,
                JsonValues.text(object, "id"),
                JsonValues.text(object, "question"),
                context,
                answers,
                List.copyOf(references),
                impossible || object.containsKey("answers"));
    }

    /// `{"qid": …, "question": …, "answers": […], "detected_answers": [{"text": …, "char_spans": [[first,
    /// last]]}]}`
    static Question mrqa(Map<?, ?> object, String context, long line) throws BadRowException {
        var answers = new ArrayList<Question.Answer>();
        for (var element : JsonValues.list(object, "detected_answers")) {
            var answer = JsonValues.object(element, "a detected answer");
            var spans = JsonValues.list(answer, "char_spans");
            if (spans.isEmpty() || !(spans.getFirst() instanceof List<?> span) || span.size() != 2) {
                throw new BadRowException("has \"char_spans\" that are no pairs");
            }
            int first = codeUnits(context, JsonValues.integer(span.getFirst(), "a \"char_spans\""));
            int end = codeUnits(context, JsonValues.integer(span.getLast(), "a \"char_spans\"") + 1);
            // The text beside it may be spelled otherwise; what counts is what stands in the context.
            String text = first >= 0 && end > first ? context.substring(first, end) : JsonValues.text(answer, "text");
            answers.add(new Question.Answer(text, first));
        }
        var references = new LinkedHashSet<String>();
        for (var element : JsonValues.list(object, "answers")) {
            if (!(element instanceof String text)) {
                throw new BadRowException("has an answer that is no text");
            }
            references.add(text);
        }
        answers.forEach(answer -> references.add(answer.text()));
        return new Question(
                line,
                JsonValues.text(object, object.containsKey("qid") ? "qid" : "id"),
                JsonValues.text(object, "question"),
                context,
                answers,
                List.copyOf(references),
                object.containsKey("answers") || object.containsKey("detected_answers"));
    }

    /// The UTF-16 code unit of a code point, or −1 if there is none; a position right behind the text is one.
    private static int codeUnits(String context, int codePoints) {
        return codePoints < 0 || codePoints > context.codePointCount(0, context.length())
                ? -1
                : context.offsetByCodePoints(0, codePoints);
    }
}
