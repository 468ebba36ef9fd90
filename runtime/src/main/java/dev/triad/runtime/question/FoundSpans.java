// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.question;

import java.util.List;

/// The best spans of a text.
///
/// @param spans with different texts, the best first
/// @param noAnswer how much speaks for there being no answer
public record FoundSpans(List<Span> spans, double noAnswer) {
    public FoundSpans {
        spans = List.copyOf(spans);
    }

    /// A span of the text.
    ///
    /// @param text what stands there
    /// @param start its first UTF-16 code unit
    /// @param end the code unit after its last
    /// @param score what the model gives it
    /// @param probability its share among the spans
    public record Span(String text, int start, int end, double score, double probability) {}
}
