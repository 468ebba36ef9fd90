// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.matrix;

/// How exactly product-coded matrices are computed where there are few rows and sums are looked up in tables.
public enum Tables {
    /// As floats: the same numbers as the decoded matrix gives, but for the order of sums.
    FLOAT,
    /// Rounded to 8 bits, with a step for every eight blocks of each row: cheaper lookups, and predictions between two
    /// near classes may change.
    INT8
}
