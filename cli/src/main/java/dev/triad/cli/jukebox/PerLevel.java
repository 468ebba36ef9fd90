// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import java.util.List;

/// A number that each level may have of its own: `0.98` for all, `2=0.97` for one; what comes later counts.
///
/// @param option how messages call it
/// @param values as they were written
record PerLevel(String option, List<String> values) {
    PerLevel {
        values = List.copyOf(values);
        for (String value : values) parse(value);
    }

    private record Entry(int level, double number) {}

    private static final int ALL = -1;

    private Entry parse(String text) {
        int equals = text.indexOf('=');
        try {
            int level = equals < 0 ? ALL : Integer.parseInt(text.substring(0, equals));
            double number = Double.parseDouble(text.substring(equals + 1));
            if (equals < 0 || level >= 0) return new Entry(level, number);
        } catch (NumberFormatException _) {
            // said below
        }
        throw new IllegalArgumentException(
                option + " takes a number for all levels (0.5) or for one (2=0.5), not '" + text + "'");
    }

    /// @param otherwise for a level that nothing was said about
    double at(int level, double otherwise) {
        double found = otherwise;
        for (String value : values) {
            var entry = parse(value);
            if (entry.level == level || entry.level == ALL) found = entry.number;
        }
        return found;
    }
}
