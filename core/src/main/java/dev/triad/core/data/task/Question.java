// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.util.List;

/// A question about a text.
///
/// @param line the line it begins in, from 1
/// @param id its name, unique in its file
/// @param text what is asked
/// @param context the text that holds the answer, or does not
/// @param answers where answers stand in the context; the first is the one to learn from. None if there is no
///     answer
/// @param references answers that count as right, in any spelling; none if there is no answer
/// @param labelled whether the file says what is right at all; if not, the question is there to be predicted
public record Question(
        long line,
        String id,
        String text,
        String context,
        List<Answer> answers,
        List<String> references,
        boolean labelled)
        implements Located {
    /// An answer in its context.
    ///
    /// @param text the answer
    /// @param start its first UTF-16 code unit in the context, or −1 if the file points outside
    public record Answer(String text, int start) {
        public int end() {
            return start + text.length();
        }
    }

    public Question {
        answers = List.copyOf(answers);
        references = List.copyOf(references);
    }

    /// Whether the file says that there is an answer.
    public boolean isAnswerable() {
        return !references.isEmpty();
    }
}
