// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where in a table the texts and labels are. A column is given by its name in the header (or the JSON object) or
/// by its number, from 0, or from −1 backwards; a name wins over a number.
///
/// @param id the examples' names, or null to number them
/// @param first the text, or the first of two
/// @param second the second text, or null
/// @param labels none for a table without labels; one that holds the label, a number, or the labels that apply;
///     or several that each stand for a label and hold 1 or 0
/// @param separator what stands between labels in their one column, or null where it holds a single label
/// @param labelEnd text at which a label is cut off (`:` makes `ENTY` of `ENTY:cremat`), or null
/// @param header whether the first row holds the names of the columns; JSON lines need none
public record TextColumns(
        @Nullable String id,
        String first,
        @Nullable String second,
        List<String> labels,
        @Nullable String separator,
        @Nullable String labelEnd,
        boolean header) {
    public TextColumns {
        labels = List.copyOf(labels);
        if (separator != null && separator.isEmpty()) {
            throw new IllegalArgumentException("the separator of labels must not be empty");
        }
        if (labelEnd != null && labelEnd.isEmpty()) {
            throw new IllegalArgumentException("the end of labels must not be empty");
        }
    }

    /// A text in the column `first`, no labels, under a header.
    public static TextColumns of(String first) {
        return new TextColumns(null, first, null, List.of(), null, null, true);
    }

    /// A pair of texts, no labels, under a header.
    public static TextColumns of(String first, @Nullable String second) {
        return new TextColumns(null, first, second, List.of(), null, null, true);
    }

    public TextColumns withId(@Nullable String column) {
        return new TextColumns(column, first, second, labels, separator, labelEnd, header);
    }

    /// One column of labels, several of ones and zeros, or none.
    public TextColumns withLabels(String... columns) {
        return withLabels(List.of(columns));
    }

    /// One column of labels, several of ones and zeros, or none.
    public TextColumns withLabels(List<String> columns) {
        return new TextColumns(id, first, second, columns, separator, labelEnd, header);
    }

    /// Any number of labels in one column.
    public TextColumns withSeparator(@Nullable String between) {
        return new TextColumns(id, first, second, labels, between, labelEnd, header);
    }

    public TextColumns withLabelEnd(@Nullable String end) {
        return new TextColumns(id, first, second, labels, separator, end, header);
    }

    public TextColumns withHeader(boolean present) {
        return new TextColumns(id, first, second, labels, separator, labelEnd, present);
    }
}
