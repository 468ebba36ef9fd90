// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Rows as a reader finds them.
final class RowCollector<T extends Located> {
    private final String source;
    private final List<T> rows = new ArrayList<>();
    private final List<Rows.Problem> problems = new ArrayList<>();
    private long unreadable;

    RowCollector(String source) {
        this.source = source;
    }

    void add(T row) {
        rows.add(row);
    }

    void problem(long line, BadRowException reason) {
        unreadable++;
        if (problems.size() < Rows.TOLD) {
            problems.add(new Rows.Problem(line, reason.reason()));
        }
    }

    /// How many rows there were so far, readable or not.
    long count() {
        return rows.size() + unreadable;
    }

    Rows<T> finish(Tolerance tolerance) throws IOException {
        return new Rows<>(source, rows, unreadable, problems).within(tolerance);
    }
}
