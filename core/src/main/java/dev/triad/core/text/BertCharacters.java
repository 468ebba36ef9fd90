// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import dev.triad.core.text.HuggingFaceUnicode.Category;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// What BERT's tokenizer makes of each code point: its part in splitting words and its normal form. Worked out in
/// blocks of 256 when a text first needs them; safe to share between threads.
final class BertCharacters {
    /// Part of a word.
    static final byte WORD = 0;

    /// Between words.
    static final byte SPACE = 1;

    /// Vanishes, as if it had never been there.
    static final byte NOTHING = 2;

    /// A word by itself: punctuation, a Chinese character.
    static final byte ALONE = 3;

    /// Part of a word: a mark that survives, so that its place among other marks matters.
    static final byte MARK = 4;

    /// Part of a word: a capital sigma, whose lower case depends on its surroundings.
    static final byte SIGMA = 5;

    private static final class Block {
        final byte[] kinds = new byte[256];
        final byte[][] forms = new byte[256][];
    }

    private final WordPieceOptions options;
    private final boolean google;
    private final AtomicReferenceArray<Block> blocks = new AtomicReferenceArray<>((Character.MAX_CODE_POINT + 1) >> 8);
    private final byte[] ascii = new byte[128];
    private final byte[] asciiForms = new byte[128];

    BertCharacters(WordPieceOptions options) {
        this.options = options;
        google = options.dialect() == WordPieceOptions.Dialect.GOOGLE;
        for (int c = 0; c < ascii.length; c++) {
            ascii[c] = kind(c);
            asciiForms[c] = form(c).length == 0 ? 0 : form(c)[0];
        }
    }

    WordPieceOptions options() {
        return options;
    }

    /// The kinds of the first 128 code points.
    byte[] ascii() {
        return ascii;
    }

    /// The normal forms of the first 128 code points, one byte each; 0 for what leaves nothing.
    byte[] asciiForms() {
        return asciiForms;
    }

    byte kind(int codePoint) {
        return block(codePoint).kinds[codePoint & 0xFF];
    }

    /// The normal form in UTF-8; empty for what leaves nothing.
    byte[] form(int codePoint) {
        return block(codePoint).forms[codePoint & 0xFF];
    }

    private Block block(int codePoint) {
        var block = blocks.getAcquire(codePoint >> 8);
        if (block == null) {
            block = blockFrom(codePoint & ~0xFF);
            blocks.setRelease(codePoint >> 8, block);
        }
        return block;
    }

    private Block blockFrom(int first) {
        var block = new Block();
        for (int i = 0; i < 256; i++) {
            var form = isControl(first + i) || isSpace(first + i) ? "" : normalise(first + i);
            block.forms[i] = form.getBytes(StandardCharsets.UTF_8);
            block.kinds[i] = kindOf(first + i, form);
        }
        return block;
    }

    private byte kindOf(int c, String form) {
        if (isSpace(c)) {
            return SPACE;
        } else if (form.isEmpty()) {
            return NOTHING;
        } else if ((options.splitChinese() && isChinese(c)) || form.codePoints().anyMatch(this::isPunctuation)) {
            return ALONE;
        } else if (google && options.lowerCase() && c == 'Σ') {
            return SIGMA;
        }
        return options.stripAccents() && form.codePoints().anyMatch(this::moves) ? MARK : WORD;
    }

    /// One code point's normal form. Google lower-cases first, Hugging Face takes off the accents first.
    private String normalise(int c) {
        var text = Character.toString(c);
        if (google) {
            var lower = options.lowerCase() ? lowerCase(c) : text;
            return options.stripAccents() ? withoutMarks(Normalizer.normalize(lower, Normalizer.Form.NFD)) : lower;
        }
        var bare = options.stripAccents() ? withoutMarks(decompose(c)) : text;
        return options.lowerCase() ? mapped(bare) : bare;
    }

    /// The canonical decomposition, before marks are dropped.
    String decompose(int c) {
        var text = Character.toString(c);
        return !google && HuggingFaceUnicode.is(c, Category.WHOLE)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFD);
    }

    private String withoutMarks(String text) {
        var kept = new StringBuilder();
        text.codePoints().filter(c -> !isAccent(c)).forEach(kept::appendCodePoint);
        return kept.toString();
    }

    private String mapped(String text) {
        var lower = new StringBuilder();
        text.codePoints().forEach(c -> lower.append(lowerCase(c)));
        return lower.toString();
    }

    /// Whether the code point changes places with other marks when text is decomposed.
    boolean moves(int c) {
        return CanonicalOrder.moves(c) && (google || !HuggingFaceUnicode.is(c, Category.STILL));
    }

    private String lowerCase(int c) {
        if (c == 'İ') {
            return "i\u0307";
        }
        return Character.toString(google ? Character.toLowerCase(c) : HuggingFaceUnicode.lowerCase(c));
    }

    /// Whether the code point is dropped with the accents.
    boolean isAccent(int c) {
        return google ? Character.getType(c) == Character.NON_SPACING_MARK : HuggingFaceUnicode.is(c, Category.MARK);
    }

    /// Whether the code point is dropped before anything else happens.
    boolean isControl(int c) {
        if (!google) {
            return HuggingFaceUnicode.is(c, Category.CONTROL);
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c != '\t' && c != '\n' && c != '\r';
            case Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE, Character.UNASSIGNED -> true;
            default -> c == 0xFFFD;
        };
    }

    private boolean isSpace(int c) {
        if (!google) {
            return HuggingFaceUnicode.is(c, Category.SPACE);
        }
        return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
    }

    private boolean isPunctuation(int c) {
        if (!google) {
            return HuggingFaceUnicode.is(c, Category.PUNCTUATION);
        }
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
        };
    }

    /// The ideographs. Hugging Face's library begins extension E a page late; models were trained that way.
    private boolean isChinese(int c) {
        return (c >= 0x4E00 && c <= 0x9FFF)
                || (c >= 0x3400 && c <= 0x4DBF)
                || (c >= 0x20000 && c <= 0x2A6DF)
                || (c >= 0x2A700 && c <= 0x2B81F)
                || (c >= (google ? 0x2B820 : 0x2B920) && c <= 0x2CEAF)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0x2F800 && c <= 0x2FA1F);
    }
}
