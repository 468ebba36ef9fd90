// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.task;

import dev.triad.core.data.task.Located;
import dev.triad.core.data.task.Rows;
import dev.triad.core.data.task.Tolerance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a task's files are read, and what their rows ask.
///
/// @param <T> a row as its file has it
public sealed interface TaskSource<T extends Located> permits TextSource, TagSource {
    /// Reads a file.
    ///
    /// @throws IOException if it cannot be read, or too many of its rows cannot
    Rows<T> read(Path file, Tolerance tolerance) throws IOException;

    /// The task that rows are about: its labels are those they have.
    ///
    /// @throws IllegalArgumentException if the rows have no labels, or not enough different ones
    Task task(String name, List<T> rows);

    /// Why nothing can be learned from a row, or checked on it, in one clause; null if something can.
    @Nullable
    String problem(Task task, T row);

    /// A row as tokens, with its answer if it has one.
    List<EncodedRow> encode(Task task, T row, RowEncoder encoder);

    /// The rows, and after them all pairs with their texts swapped.
    List<T> bothOrders(List<T> rows);
}
