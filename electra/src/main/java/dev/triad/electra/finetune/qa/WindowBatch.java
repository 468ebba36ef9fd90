// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import java.util.List;

/// A micro-batch of windows.
public final class WindowBatch {
    private final List<WindowRow> rows;
    private final double divisor;

    /// @param divisor what the sum of losses is divided by: the windows of the whole step for their mean, 1 for
    ///     their sum
    WindowBatch(List<WindowRow> rows, double divisor) {
        this.rows = List.copyOf(rows);
        this.divisor = divisor;
    }

    /// How many windows.
    public int size() {
        return rows.size();
    }

    List<WindowRow> rows() {
        return rows;
    }

    double divisor() {
        return divisor;
    }
}
