// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

/// One row that cannot be read; the next one may be.
final class BadRowException extends Exception {
    private static final long serialVersionUID = 1;

    /// Longest quotation of a row's content.
    private static final int QUOTED = 40;

    /// @param reason one clause, with the row as its subject: "has 3 columns, not 4"
    BadRowException(String reason) {
        super(reason, null, false, false); // there may be thousands, and nobody reads their traces
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    /// The beginning of a value, in quotes, fit for a message.
    static String quote(String value) {
        boolean cut = value.length() > QUOTED;
        return "\"" + (cut ? value.substring(0, QUOTED) : value).replaceAll("\\p{Cntrl}", "?") + (cut ? "…\"" : "\"");
    }
}
