// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.rows;

import java.util.ArrayList;
import java.util.List;

/// A word and where it stands in its text.
///
/// @param text the word
/// @param start its first UTF-16 code unit
/// @param end the code unit after its last
public record PlacedWord(String text, int start, int end) {
    /// The words of a text: what stands between white space.
    public static List<PlacedWord> of(String text) {
        var words = new ArrayList<PlacedWord>();
        int start = -1;
        for (int at = 0; at <= text.length(); ) {
            int codePoint = at < text.length() ? text.codePointAt(at) : ' ';
            if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
                if (start >= 0) {
                    words.add(new PlacedWord(text.substring(start, at), start, at));
                }
                start = -1;
            } else if (start < 0) {
                start = at;
            }
            at += Character.charCount(codePoint);
        }
        return words;
    }

    /// Words with a space between each two.
    public static List<PlacedWord> of(List<String> words) {
        var placed = new ArrayList<PlacedWord>();
        int start = 0;
        for (String word : words) {
            placed.add(new PlacedWord(word, start, start + word.length()));
            start += word.length() + 1;
        }
        return placed;
    }
}
