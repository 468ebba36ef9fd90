// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.data.task.Question;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A question and its text as tokens.
///
/// @param question the question
/// @param query tokens of the question that are kept
/// @param context tokens of the text
/// @param answer the tokens to learn; null if there is no answer, or nothing to learn
/// @param windows pieces that cover the text in order, at least one
/// @param layout how rows are laid out
@SuppressWarnings("ArrayRecordComponent") // never compared
record EncodedQuestion(
        Question question,
        int[] query,
        ContextTokens context,
        @Nullable TokenSpan answer,
        List<Window> windows,
        PairLayout layout) {
    EncodedQuestion {
        windows = List.copyOf(windows);
    }

    /// Windows of at most `room` tokens, one every `stride`, until the last one reaches the end.
    static List<Window> windows(int tokens, int room, int stride) {
        var windows = new ArrayList<Window>();
        int first = 0;
        while (true) {
            int length = Math.min(tokens - first, room);
            windows.add(new Window(first, length));
            if (first + length == tokens) return windows;
            first += Math.min(length, stride);
        }
    }

    /// The rows, one per window.
    List<WindowRow> rows() {
        var rows = new ArrayList<WindowRow>();
        for (int i = 0; i < windows.size(); i++) rows.add(new WindowRow(this, i));
        return rows;
    }

    /// The window that knows most about a token's surroundings, the first of equals: only it may say that an answer
    /// begins there.
    int bestWindow(int token) {
        int best = -1;
        for (int i = 0; i < windows.size(); i++) {
            var window = windows.get(i);
            if (window.contains(token)
                    && (best < 0 || window.context(token) > windows.get(best).context(token))) {
                best = i;
            }
        }
        return best;
    }
}
