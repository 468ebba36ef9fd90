// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

/// How many rows of a file may be unreadable before the file as a whole is an error.
///
/// @param share share of all rows, from 0 (none may be) to 1
public record Tolerance(double share) {
    /// One row in a hundred.
    public static final Tolerance DEFAULT = new Tolerance(0.01);

    /// Not one row.
    public static final Tolerance NONE = new Tolerance(0);

    public Tolerance {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("the share of unreadable rows must be from 0 to 1, not " + share);
        }
    }

    boolean allows(long unreadable, long rows) {
        return unreadable <= share * rows;
    }
}
