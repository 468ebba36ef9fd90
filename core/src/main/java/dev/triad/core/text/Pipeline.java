// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

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
                    tokens.add(span.id(), span.start(), span.end());
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
        var units = codeUnits(utf8, base - (prefix ? 1 : 0));
        var scanner = scanners.get();
        var word = new WordBuffer();
        var ends = new IntBuilder();
        scanner.scan(utf8, 0, utf8.length);
        while (scanner.next()) {
            scanner.spell(word);
            ends.clear();
            pieces.cut(word, tokens.ids(), ends);
            for (int i = 0; i < ends.size(); i++) {
                int from = i == 0 ? 0 : ends.get(i - 1);
                int to = ends.get(i);
                while (trimOffsets && from < to - 1 && word.bytes()[from] == ' ') {
                    from++;
                }
                tokens.starts().add(Math.max(base, units[word.start(from)]));
                tokens.ends().add(Math.max(base, units[word.end(to - 1)]));
            }
        }
    }

    /// The index in a string of the code unit that each byte of its UTF-8 belongs to.
    private static int[] codeUnits(byte[] utf8, int base) {
        var units = new int[utf8.length + 1];
        int unit = base;
        for (int i = 0; i < utf8.length; i++) {
            units[i] = unit;
            boolean last = i + 1 == utf8.length || !Utf8.isContinuation(utf8[i + 1]);
            if (last) {
                // Four bytes are a surrogate pair.
                boolean pair = i >= 3 && (utf8[i - 3] & 0xF8) == 0xF0;
                unit += pair ? 2 : 1;
            }
        }
        units[utf8.length] = unit;
        return units;
    }
}
