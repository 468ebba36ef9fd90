// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.question;

import java.util.ArrayList;
import java.util.List;

/// A piece of a text.
///
/// @param first its first token
/// @param length how many tokens it has; only a text without any has a window of 0
record Window(int first, int length) {
    /// Windows of at most `room` tokens, one every `stride`, until the last one reaches the end.
    static List<Window> over(int tokens, int room, int stride) {
        var windows = new ArrayList<Window>();
        int first = 0;
        while (true) {
            int length = Math.min(tokens - first, room);
            windows.add(new Window(first, length));
            if (first + length == tokens) {
                return windows;
            }
            first += Math.min(length, stride);
        }
    }

    /// The token after its last.
    int end() {
        return first + length;
    }

    boolean contains(int token) {
        return token >= first && token < end();
    }

    /// How well this window knows what is around a token of it: the smaller of its two contexts, longer windows a
    /// little ahead.
    double context(int token) {
        return Math.min(token - first, end() - 1 - token) + 0.01 * length;
    }
}
