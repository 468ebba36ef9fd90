// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

/// What stands in a line of a file.
public interface Located {
    /// The line it begins in, from 1.
    long line();
}
