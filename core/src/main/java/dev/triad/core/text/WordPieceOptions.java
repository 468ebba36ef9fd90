// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

/// How BERT's tokenizer reads text.
///
/// @param lowerCase lower-case everything ("uncased")
/// @param stripAccents decompose letters and drop their accents
/// @param splitChinese make every Chinese character a word of its own
/// @param maxWordLength words of more code points become one unknown token
/// @param dialect whose rules settle the corner cases
public record WordPieceOptions(
        boolean lowerCase, boolean stripAccents, boolean splitChinese, int maxWordLength, Dialect dialect) {
    /// Hugging Face's fast tokenizer for BERT uncased and ELECTRA.
    public static final WordPieceOptions UNCASED = new WordPieceOptions(true, true, true, 100, Dialect.HUGGING_FACE);

    /// Hugging Face's fast tokenizer for BERT cased.
    public static final WordPieceOptions CASED = new WordPieceOptions(false, false, true, 100, Dialect.HUGGING_FACE);

    /// The tokenizer that Google trained BERT and ELECTRA with.
    public static final WordPieceOptions GOOGLE_UNCASED = new WordPieceOptions(true, true, true, 200, Dialect.GOOGLE);

    /// Google's tokenizer for cased models.
    public static final WordPieceOptions GOOGLE_CASED = new WordPieceOptions(false, false, true, 200, Dialect.GOOGLE);

    /// Two implementations of one tokenizer.
    public enum Dialect {
        /// The `tokenizers` library.
        HUGGING_FACE,
        /// The `tokenization.py` of BERT and ELECTRA.
        GOOGLE
    }

    public WordPieceOptions {
        if (maxWordLength < 1) {
            throw new IllegalArgumentException("maxWordLength must be at least 1, not " + maxWordLength);
        }
        if (dialect == Dialect.GOOGLE && stripAccents && !lowerCase) {
            throw new IllegalArgumentException("Google's tokenizer strips accents of lower-cased text only");
        }
    }

    public WordPieceOptions withStripAccents(boolean strip) {
        return new WordPieceOptions(lowerCase, strip, splitChinese, maxWordLength, dialect);
    }

    public WordPieceOptions withSplitChinese(boolean split) {
        return new WordPieceOptions(lowerCase, stripAccents, split, maxWordLength, dialect);
    }

    public WordPieceOptions withMaxWordLength(int codePoints) {
        return new WordPieceOptions(lowerCase, stripAccents, splitChinese, codePoints, dialect);
    }
}
