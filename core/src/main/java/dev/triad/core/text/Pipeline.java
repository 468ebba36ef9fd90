// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What both tokenizers are made of: words, pieces of words, and a layout for special tokens.
///
/// @param prefixSpace begin every stretch of text with a space unless it has one
/// @param trimOffsets leave the space that a token begins with out of its offsets
record Pipeline(
        Vocabulary vocabulary,
        Supplier<WordScanner> scanners,
        PieceModel pieces,
        SequenceLayout layout,
        boolean prefixSpace,
        boolean trimOffsets) {

    TokenWriter writer() {
        return new CachingTokenWriter(scanners.get(), pieces, prefixSpace);
    }

    Encoding encode(String first, @Nullable String second, EncodeOptions options) {
        var firstTokens = tokens(first, options.specialTokensInText());
        var secondTokens = second == null ? null : tokens(second, options.specialTokensInText());
        int added = options.addSpecialTokens() ? layout.added(second != null) : 0;
        if (options.truncation() != Truncation.NONE) {
            if (options.maxLength() < added) {
                throw new IllegalArgumentException(
                        "maxLength %d has no room for the %d special tokens".formatted(options.maxLength(), added));
            }
            TextTokens.truncate(firstTokens, secondTokens, options.truncation(), options.maxLength() - added);
        }
        return layout.arrange(vocabulary, firstTokens, secondTokens, options.addSpecialTokens());
    }

    private TextTokens tokens(String text, boolean specialTokens) {
        var tokens = new TextTokens();
        if (specialTokens) {
            for (var span : new SpecialTokenFinder(vocabulary, layout == SequenceLayout.ROBERTA).split(text)) {
                if (span.id() >= 0) {
                    int start = trimOffsets
                            ? span.end() - vocabulary.token(span.id()).length()
                            : span.start();
                    tokens.add(span.id(), start, span.end());
                } else {
                    plain(text.substring(span.start(), span.end()), span.start(), tokens);
                }
            }
        } else {
            plain(text, 0, tokens);
        }
        return tokens;
    }

    /// Tokens of text in which nothing is special; `base` is where it begins.
    private void plain(String text, int base, TextTokens tokens) {
        boolean prefix = prefixSpace && !text.isEmpty() && text.charAt(0) != ' ';
        var utf8 = Utf8.encode(prefix ? ' ' + text : text);
        var units = codeUnits(utf8, prefix ? 1 : 0, base);
        var scanner = scanners.get();
        var word = new WordBuffer();
        var ends = new IntBuilder();
        scanner.scan(utf8, 0, utf8.length);
        while (scanner.next()) {
            scanner.spell(word);
            ends.clear();
            pieces.cut(word, tokens.ids(), ends);
            for (int i = 0; i < ends.size(); i++) {
                place(word, i == 0 ? 0 : ends.get(i - 1), ends.get(i), units, tokens);
            }
        }
    }

    /// Offsets of the token that is `word[from, to)`. Trimmed, they leave out spaces at both ends, but, as in Hugging
    /// Face's library, not at the very beginning when a space may have been put there.
    /// Differs from it after a special token in the text: there it trims the space that it put in itself and ends
    /// up a character too far.
    private void place(WordBuffer word, int from, int to, int[] units, TextTokens tokens) {
        int start = units[word.start(from)];
        int end = units[word.end(to - 1)];
        if (trimOffsets) {
            boolean keepsLeading = prefixSpace && tokens.starts().size() == 0;
            int leading = keepsLeading ? 0 : spaces(word, from, to, 1);
            int trailing = spaces(word, to - 1, from - 1, -1);
            start = leading == to - from ? end : units[word.start(from + leading)];
            end = Math.max(end - trailing, start);
        }
        tokens.starts().add(start);
        tokens.ends().add(end);
    }

    private static int spaces(WordBuffer word, int from, int to, int step) {
        int count = 0;
        for (int i = from; i != to && word.bytes()[i] == ' '; i += step) {
            count++;
        }
        return count;
    }

    /// The index in a string of the code unit that each byte of its UTF-8 belongs to. Bytes before `from` were put in:
    /// they are where the text begins.
    private static int[] codeUnits(byte[] utf8, int from, int base) {
        var units = new int[utf8.length + 1];
        Arrays.fill(units, 0, from, base);
        int unit = base;
        for (int i = from; i < utf8.length; i++) {
            units[i] = unit;
            if (i + 1 == utf8.length || !Utf8.isContinuation(utf8[i + 1])) {
                boolean surrogates = i >= 3 && (utf8[i - 3] & 0xF8) == 0xF0;
                unit += surrogates ? 2 : 1;
            }
        }
        units[utf8.length] = unit;
        return units;
    }
}
