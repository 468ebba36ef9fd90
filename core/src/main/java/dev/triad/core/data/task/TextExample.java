// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A text or a pair of texts, with what it is an example of.
///
/// @param line the line it begins in, from 1
/// @param id its name in its file or, where it has none, its number among the file's rows, from 0
/// @param first the text, or the first of two
/// @param second the second text, or null
/// @param labels what it is labelled with, as the file spells it: one label, or a number, or of many labels those
///     that apply; null for a row without labels, which is there to be predicted
public record TextExample(
        long line,
        String id,
        String first,
        @Nullable String second,
        @Nullable List<String> labels) implements Located {
    public TextExample {
        labels = labels == null ? null : List.copyOf(labels);
    }

    /// The only label.
    ///
    /// @throws IllegalStateException if there is none, or more than one
    public String label() {
        if (labels == null || labels.size() != 1) {
            throw new IllegalStateException("line %d has the labels %s, not one".formatted(line, labels));
        }
        return labels.getFirst();
    }

    /// The same example with the two texts in the other order.
    ///
    /// @throws IllegalStateException if there is only one
    public TextExample swapped() {
        if (second == null) {
            throw new IllegalStateException("line %d has one text only".formatted(line));
        }
        return new TextExample(line, id, second, first, labels);
    }
}
