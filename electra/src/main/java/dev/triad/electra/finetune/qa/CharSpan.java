// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.data.task.Question.Answer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// UTF-16 code units of a text, the end excluded.
record CharSpan(int start, int end) {
    /// Where an answer really stands. Positions in data sets are now and then off by a little: the answer counts if
    /// it is within the words around the place it should be at, case and the width of spaces aside.
    ///
    /// @return null if it is not there
    static @Nullable CharSpan of(String text, Answer answer) {
        if (answer.start() < 0
                || answer.start() >= text.length()
                || normal(answer.text()).isEmpty()) {
            return null;
        }
        int start = answer.start();
        int end = Math.min(text.length(), answer.end());
        if (text.startsWith(answer.text(), start)) return new CharSpan(start, end);
        while (start > 0 && !separates(text.charAt(start - 1))) start--;
        while (end < text.length() && !separates(text.charAt(end))) end++;
        String words = text.substring(start, end);
        int found = words.toLowerCase(Locale.ROOT).indexOf(answer.text().toLowerCase(Locale.ROOT));
        boolean sameLength = words.toLowerCase(Locale.ROOT).length() == words.length();
        if (found >= 0 && sameLength) {
            return new CharSpan(
                    start + found, Math.min(end, start + found + answer.text().length()));
        }
        return normal(words).contains(normal(answer.text())) ? new CharSpan(start, end) : null;
    }

    /// What stands between words, as the reference cuts them.
    private static boolean separates(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\u202F';
    }

    private static String normal(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[ \t\r\n\u202F]+", " ").strip();
    }
}
