// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import java.util.ArrayList;
import java.util.List;

/// A sentence to tag.
///
/// @param line the line it begins in, from 1
/// @param text the text its words are places of
/// @param words the words
record PlacedSentence(long line, String text, List<PlacedWord> words) {
    /// A line of text, whose words are what stands between white space.
    static PlacedSentence ofLine(long line, String text) {
        var words = new ArrayList<PlacedWord>();
        int place = 0;
        int start = -1;
        var word = new StringBuilder();
        for (int at = 0; at <= text.length(); ) {
            int codePoint = at < text.length() ? text.codePointAt(at) : ' ';
            if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
                if (start >= 0) words.add(new PlacedWord(word.toString(), start, place));
                start = -1;
                word.setLength(0);
            } else {
                start = start < 0 ? place : start;
                word.appendCodePoint(codePoint);
            }
            at += Character.charCount(codePoint);
            place++;
        }
        return new PlacedSentence(line, text, words);
    }

    /// Words as they stand in a file of columns: their text is made of them with a space between each two.
    static PlacedSentence ofWords(long line, List<String> words) {
        var placed = new ArrayList<PlacedWord>();
        int place = 0;
        for (var word : words) {
            int length = word.codePointCount(0, word.length());
            placed.add(new PlacedWord(word, place, place + length));
            place += length + 1;
        }
        return new PlacedSentence(line, String.join(" ", words), placed);
    }
}
