// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import java.util.List;

/// A text and what its words are.
///
/// @param text the text
/// @param words its words with their tags
/// @param spans what the tags mark, where they are of the kind that marks spans (`B-PER`, `I-PER`, `O`)
public record TaggedText(String text, List<Word> words, List<Span> spans) {
    public TaggedText {
        words = List.copyOf(words);
        spans = List.copyOf(spans);
    }

    /// A word.
    ///
    /// @param text the word
    /// @param start its first UTF-16 code unit in the text
    /// @param end the code unit after its last
    /// @param tag the most likely tag
    /// @param probability how likely
    public record Word(String text, int start, int end, String tag, double probability) {}

    /// Words that belong together.
    ///
    /// @param type what they are: `PER`
    /// @param text what stands there
    /// @param start its first UTF-16 code unit in the text
    /// @param end the code unit after its last
    public record Span(String type, String text, int start, int end) {}
}
