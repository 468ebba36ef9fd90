// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

import java.util.List;

/// The words of a song, and where known when they are sung.
///
/// @param text as the source has it: lines end with line feeds, no cleaning
/// @param spans pieces of the text with their time, in the order of the text, not overlapping; empty if unknown
public record Lyrics(String text, List<Span> spans) {
    /// A piece of the text, usually a word or a line.
    ///
    /// @param from its first character in the text
    /// @param to the character behind its last
    /// @param start when it begins, in seconds from the song's beginning
    /// @param end when it ends
    public record Span(int from, int to, double start, double end) {}

    /// @throws IllegalArgumentException if spans leave the text, overlap in it, or end before they begin
    public Lyrics {
        spans = List.copyOf(spans);
        int from = 0;
        for (var span : spans) {
            if (span.from < from || span.to < span.from || span.to > text.length()) {
                throw new IllegalArgumentException("the span %s overlaps another or leaves the text of %d characters"
                        .formatted(span, text.length()));
            }
            if (!(span.start >= 0 && span.end >= span.start && span.end < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("the span " + span + " ends before it begins");
            }
            from = span.to;
        }
    }

    /// Words without times.
    public static Lyrics plain(String text) {
        return new Lyrics(text, List.of());
    }

    /// Whether it is known when anything is sung.
    public boolean isTimed() {
        return !spans.isEmpty();
    }
}
