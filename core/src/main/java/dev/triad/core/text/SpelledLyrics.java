// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Lyrics as ids of a [LyricsAlphabet].
///
/// @param ids one for each character that was kept
/// @param origins for each id, where in the text the character begins that it came from
/// @param left the characters that were left out, with how often
@SuppressWarnings("ArrayRecordComponent") // plain data, never compared
public record SpelledLyrics(int[] ids, int[] origins, SortedMap<String, Integer> left) {
    public SpelledLyrics {
        left = Collections.unmodifiableSortedMap(new TreeMap<>(left));
    }

    /// What to tell a person about the characters that were left out; empty if none were.
    public String warning() {
        if (left.isEmpty()) return "";
        String shown = left.entrySet().stream()
                .limit(10)
                .map(entry -> "'%s' (U+%04X) %d times"
                        .formatted(entry.getKey(), entry.getKey().codePointAt(0), entry.getValue()))
                .collect(Collectors.joining(", "));
        return "the lyrics have characters that the model cannot sing, which were left out: " + shown
                + (left.size() > 10 ? ", and " + (left.size() - 10) + " more" : "")
                + "; it knows Latin letters, digits, spaces and . , : ; ! ? - ' \" ( ) [ ]";
    }
}
