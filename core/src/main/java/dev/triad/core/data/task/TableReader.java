// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows of a table, one after the other.
interface TableReader {
    /// A row's values.
    interface Row {
        /// The value of a column.
        ///
        /// @throws BadRowException if the row has none
        String text(String column) throws BadRowException;

        /// The value of a column, which may itself be a list.
        ///
        /// @return null if it is a single value
        @Nullable
        List<String> list(String column) throws BadRowException;
    }

    /// The next row, or null at the end.
    ///
    /// @throws BadRowException if it cannot be read, though the one after it may be
    /// @throws IOException if nothing after it can be read either
    @Nullable
    Row next() throws BadRowException, IOException;

    /// The line that the row which [#next] gave last, or could not give, begins in.
    long line();

    /// Whether the table has such a column, as far as can be known before its rows are read.
    boolean has(String column);

    /// Fails if a column is missing.
    ///
    /// @throws IOException that names the columns there are
    void require(String column) throws IOException;
}
