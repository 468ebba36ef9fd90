// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

/// Words of a stranger, fit for a message: on one line and of bounded length.
public final class Quote {
    private static final int LONGEST = 100;

    private Quote() {}

    /// A name from a file, in quotes.
    public static String of(String name) {
        return "'" + bounded(name) + "'";
    }

    /// A text without quotes.
    public static String bounded(String text) {
        var line = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .forEach(c -> line.appendCodePoint(Character.isISOControl(c) || isSurrogate(c) ? '\uFFFD' : c));
        if (text.codePointCount(0, text.length()) > LONGEST) {
            line.append('…');
        }
        return line.toString();
    }

    /// Whether the text has a surrogate without its partner, which no UTF-8 file can hold.
    public static boolean isBroken(String text) {
        return text.codePoints().anyMatch(Quote::isSurrogate);
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
