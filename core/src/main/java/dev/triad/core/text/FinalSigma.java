// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

/// Which lower case a capital sigma has in Python, and so in Google's tokenizer: ς at the end of a word, σ elsewhere
/// (Unicode, section 3.13, Final_Sigma). The JDK's own rule looks for word boundaries instead and differs.
final class FinalSigma {
    private FinalSigma() {}

    /// Whether the sigma at `utf8[at]` ends a word of the text `utf8[from, to)`.
    static boolean at(byte[] utf8, int at, int from, int to, BertCharacters characters) {
        return casedBefore(utf8, at, from, characters) && !casedAfter(utf8, at + 2, to, characters);
    }

    private static boolean casedBefore(byte[] utf8, int at, int from, BertCharacters characters) {
        while (at > from) {
            int codePoint = Utf8.decodeBefore(utf8, at);
            if (!isIgnorable(codePoint) && !characters.isControl(codePoint)) {
                return isCased(codePoint);
            }
            at -= Utf8.length(codePoint);
        }
        return false;
    }

    private static boolean casedAfter(byte[] utf8, int at, int to, BertCharacters characters) {
        while (at < to) {
            int codePoint = Utf8.decode(utf8, at, to);
            if (!isIgnorable(codePoint) && !characters.isControl(codePoint)) {
                return isCased(codePoint);
            }
            at += Utf8.length(codePoint);
        }
        return false;
    }

    private static boolean isCased(int c) {
        return Character.isLowerCase(c) || Character.isUpperCase(c) || Character.isTitleCase(c);
    }

    private static boolean isIgnorable(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.FORMAT,
                    Character.MODIFIER_LETTER,
                    Character.MODIFIER_SYMBOL -> true;
            // Word_Break = MidLetter, MidNumLet and Single_Quote.
            default ->
                "'.:·\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A".indexOf(c) >= 0;
        };
    }
}
