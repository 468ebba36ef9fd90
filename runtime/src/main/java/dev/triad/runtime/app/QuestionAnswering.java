// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.app;

import dev.triad.runtime.Answer;
import dev.triad.runtime.QuestionAnswerer;
import dev.triad.runtime.QuestionAnswerer.Asked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Answers to questions in texts.
///
/// @param threshold the no-answer score above which there is no answer, if another than the model was tuned to
public record QuestionAnswering(QuestionAnswerer answerer, OptionalDouble threshold) implements Answering {
    @Override
    public List<Map<String, Object>> answer(List<AskedText> texts) throws IOException {
        var asked = new ArrayList<Asked>();
        for (var text : texts) {
            asked.add(new Asked(text.first(), context(text)));
        }
        var found =
                answerer.answerAll(asked, threshold.orElse(answerer.settings().threshold()));
        var answers = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < texts.size(); i++) {
            answers.add(answer(texts.get(i), asked.get(i).context(), found.get(i)));
        }
        return answers;
    }

    private static String context(AskedText text) throws IOException {
        var context = text.second();
        if (context == null) {
            throw new IOException(text.place() + ": has a question and no text to look in; put a tab between them");
        }
        return context;
    }

    private static Map<String, Object> answer(AskedText text, String context, Answer found) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", text.id());
        json.put("question", text.first());
        json.put("answer", found.text());
        json.put("no_answer_score", found.noAnswerScore());
        json.put(
                "candidates",
                found.candidates().stream()
                        .map(candidate -> candidate(context, candidate))
                        .toList());
        return json;
    }

    private static Map<String, Object> candidate(String context, Answer.Candidate candidate) {
        var json = new LinkedHashMap<String, Object>();
        json.put("text", candidate.text());
        json.put("start", Answering.codePoints(context, candidate.start()));
        json.put("end", Answering.codePoints(context, candidate.end()));
        json.put("score", candidate.score());
        json.put("probability", candidate.probability());
        return json;
    }

    @Override
    public String example() {
        return "Where does Anna live?\tAnna lives in Paris.";
    }

    @Override
    public void close() {
        answerer.close();
    }
}
