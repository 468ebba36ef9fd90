// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.question;

import dev.triad.core.file.JsonPart;
import dev.triad.core.model.ModelFileException;
import java.nio.charset.StandardCharsets;

/// How texts are cut and answers looked for, as a model's `questions.json` notes it.
///
/// @param maxLength longest row in tokens, the question and special tokens included
/// @param maxQuestion tokens of the question that are kept
/// @param stride tokens from the beginning of a window to that of the next
/// @param beam starts that are tried, and ends for each of them
/// @param candidates candidates that are kept
/// @param longest longest answer in tokens
/// @param threshold the no-answer score above which there is none; infinite if there always is one
public record QuestionSettings(
        int maxLength, int maxQuestion, int stride, int beam, int candidates, int longest, double threshold) {
    /// The name of the file.
    public static final String FILE = "questions.json";

    /// What ELECTRA uses.
    public static final QuestionSettings DEFAULT =
            new QuestionSettings(512, 64, 128, 20, 20, 30, Double.POSITIVE_INFINITY);

    /// @throws IllegalArgumentException when one is below 1, or rows leave no room for a text
    public QuestionSettings {
        if (maxQuestion < 1 || stride < 1 || beam < 1 || candidates < 1 || longest < 1) {
            throw new IllegalArgumentException("the question, the stride, the beam, the candidates and the longest"
                    + " answer must be at least 1, got " + maxQuestion + ", " + stride + ", " + beam + ", " + candidates
                    + " and " + longest);
        }
        if (maxLength < maxQuestion + 8) {
            throw new IllegalArgumentException("rows of " + maxLength + " tokens leave no room for a text beside a"
                    + " question of up to " + maxQuestion + "; allow longer rows");
        }
    }

    /// Reads the text of a `questions.json`.
    ///
    /// @param place what errors call it
    /// @throws ModelFileException when it makes no sense
    public static QuestionSettings read(String place, String text) throws ModelFileException {
        var json = JsonPart.read(place, text.getBytes(StandardCharsets.UTF_8));
        try {
            return new QuestionSettings(
                    json.get("max_length").whole(),
                    json.get("max_question_length").whole(),
                    json.get("stride").whole(),
                    json.get("beam").whole(),
                    json.get("candidates").whole(),
                    json.get("max_answer_length").whole(),
                    json.get("no_answer_threshold")
                            .number()
                            .map(Number::doubleValue)
                            .orElse(Double.POSITIVE_INFINITY));
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(place, String.valueOf(e.getMessage()));
        }
    }

    /// The same for rows of another length, the question cut to a quarter of them at most.
    public QuestionSettings withMaxLength(int length) {
        int question = Math.max(1, Math.min(maxQuestion, length / 4));
        return new QuestionSettings(length, question, stride, beam, candidates, longest, threshold);
    }
}
