// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// BERT's tokenizer: clean text, lower-case it and take off accents if asked, split words and punctuation, and cut each
/// word into the longest pieces the vocabulary knows (Devlin et al., 2018; WordPiece: Wu et al., 2016).
public final class WordPieceTokenizer implements Tokenizer {
    /// What stands without a space before it.
    private static final List<String> CLOSING = List.of(".", "?", "!", ",", "n't", "'m", "'s", "'ve", "'re");

    private final WordPieceOptions options;
    private final Pipeline pipeline;

    /// @throws IllegalArgumentException if the vocabulary lacks one of BERT's special tokens
    public WordPieceTokenizer(Vocabulary vocabulary, WordPieceOptions options) {
        for (var token : SpecialToken.values()) {
            vocabulary.id(token);
        }
        this.options = options;
        pipeline = new Pipeline(
                vocabulary,
                WordScanner.bert(options),
                new WordPieces(vocabulary, options.maxWordLength()),
                SequenceLayout.BERT,
                false,
                false);
    }

    /// Reads a `vocab.txt`.
    ///
    /// @throws IOException if the file cannot be read or is no BERT vocabulary
    public static WordPieceTokenizer load(Path vocabulary, WordPieceOptions options) throws IOException {
        return new WordPieceTokenizer(VocabularyFiles.readLines(vocabulary), options);
    }

    /// How this tokenizer reads text.
    public WordPieceOptions options() {
        return options;
    }

    @Override
    public Vocabulary vocabulary() {
        return pipeline.vocabulary();
    }

    @Override
    public Encoding encode(String first, @Nullable String second, EncodeOptions how) {
        return pipeline.encode(first, second, how);
    }

    @Override
    public TokenWriter writer() {
        return pipeline.writer();
    }

    /// Joins pieces to words and words with spaces.
    @Override
    public String decode(int[] ids, DecodeOptions how) {
        var text = new StringBuilder();
        boolean begun = false;
        for (int id : ids) {
            var token = vocabulary().token(id);
            if (how.skipSpecialTokens() && vocabulary().isSpecial(id)) {
                continue;
            }
            if (begun) {
                token = token.startsWith(WordPieces.CONTINUATION)
                        ? token.substring(WordPieces.CONTINUATION.length())
                        : " " + token;
            }
            text.append(how.cleanUp() ? closeUp(token) : token);
            begun = true;
        }
        return text.toString();
    }

    /// Hugging Face's clean-up, one token at a time.
    private static String closeUp(String token) {
        boolean closes = token.startsWith(" ") && CLOSING.stream().anyMatch(closing -> token.startsWith(closing, 1));
        return closes ? token.substring(1) : token;
    }
}
