// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a file holds, and what of it could not be read.
///
/// @param source the file, for messages
/// @param rows what could be read, in the order of the file
/// @param unreadable how many rows could not
/// @param problems the first of those, each with its line
public record Rows<T extends Located>(String source, List<T> rows, long unreadable, List<Problem> problems) {
    /// So many problems are told one by one.
    static final int TOLD = 5;

    /// Why a row could not be read.
    ///
    /// @param line where it begins, from 1
    /// @param reason one clause, with the row as its subject
    public record Problem(long line, String reason) {
        @Override
        public String toString() {
            return "line " + line + " " + reason;
        }
    }

    public Rows {
        rows = List.copyOf(rows);
        problems = List.copyOf(problems);
    }

    /// How many rows there are, readable or not.
    public long total() {
        return rows.size() + unreadable;
    }

    /// One sentence about the rows that could not be read, if there are any: show it to whoever started the work.
    public Optional<String> complaint() {
        if (unreadable == 0) {
            return Optional.empty();
        }
        String told = problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
        return Optional.of("%s: %d of %d rows could not be read: %s%s"
                .formatted(
                        source,
                        unreadable,
                        total(),
                        told,
                        unreadable > problems.size() ? "; and %d more".formatted(unreadable - problems.size()) : ""));
    }

    /// The rows that pass a further check; the others count as unreadable.
    ///
    /// @param check says what is wrong with a row ("has the label \"x\", …"), or null if nothing is
    /// @throws IOException if more rows are unreadable now than `tolerance` allows
    public Rows<T> checked(Function<? super T, @Nullable String> check, Tolerance tolerance) throws IOException {
        var good = new ArrayList<T>(rows.size());
        var all = new ArrayList<>(problems);
        long bad = unreadable;
        for (var row : rows) {
            String reason = check.apply(row);
            if (reason == null) {
                good.add(row);
            } else {
                bad++;
                if (all.size() < TOLD) {
                    all.add(new Problem(row.line(), reason));
                }
            }
        }
        return new Rows<>(source, good, bad, all).within(tolerance);
    }

    Rows<T> within(Tolerance tolerance) throws IOException {
        if (total() == 0) {
            throw new IOException(source + ": holds no rows");
        }
        if (rows.isEmpty() || !tolerance.allows(unreadable, total())) {
            throw new IOException(complaint().orElseThrow()
                    + "; at most %s%% may be: repair them, or name the right columns and format"
                            .formatted(percent(tolerance.share())));
        }
        return this;
    }

    private static String percent(double share) {
        return String.valueOf(100 * share).replaceFirst("\\.0$", "");
    }
}
