// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// BERT's tokenizer: words, then the longest pieces the vocabulary knows.
public final class WordPieceTokenizer implements Tokenizer {
    private final Vocabulary vocabulary;
    private final WordPieceOptions options;

    public WordPieceTokenizer(Vocabulary vocabulary, WordPieceOptions options) {
        this.vocabulary = vocabulary;
        this.options = options;
    }

    /// Reads a `vocab.txt`.
    ///
    /// @throws IOException if the file cannot be read or is no vocabulary
    public static WordPieceTokenizer load(Path vocabulary, WordPieceOptions options) throws IOException {
        try {
            return new WordPieceTokenizer(Vocabulary.bert(Files.readAllLines(vocabulary)), options);
        } catch (IllegalArgumentException e) {
            throw new IOException(vocabulary + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /// How this tokenizer reads text.
    public WordPieceOptions options() {
        return options;
    }

    @Override
    public Encoding encode(String first, @Nullable String second, EncodeOptions how) {
        var ids = new IntBuilder();
        var types = new IntBuilder();
        var sequences = new IntBuilder();
        special(how, SpecialToken.CLASSIFICATION, 0, ids, types, sequences);
        text(first, 0, ids, types, sequences);
        special(how, SpecialToken.SEPARATOR, 0, ids, types, sequences);
        if (second != null) {
            text(second, 1, ids, types, sequences);
            special(how, SpecialToken.SEPARATOR, 1, ids, types, sequences);
        }
        return new Encoding(
                ids.toArray(), new int[ids.size()], new int[ids.size()], types.toArray(), sequences.toArray());
    }

    private void special(
            EncodeOptions how, SpecialToken token, int type, IntBuilder ids, IntBuilder types, IntBuilder sequences) {
        if (how.addSpecialTokens()) {
            ids.add(vocabulary.id(token));
            types.add(type);
            sequences.add(-1);
        }
    }

    private void text(String text, int sequence, IntBuilder ids, IntBuilder types, IntBuilder sequences) {
        for (var word : words(text)) {
            int size = ids.size();
            if (!pieces(word, ids)) {
                ids.truncate(size);
                ids.add(vocabulary.id(SpecialToken.UNKNOWN));
            }
        }
        while (types.size() < ids.size()) {
            types.add(sequence);
            sequences.add(sequence);
        }
    }

    private String[] words(String text) {
        var spaced = new StringBuilder();
        var clean = options.stripAccents() ? Normalizer.normalize(text, Normalizer.Form.NFD) : text;
        clean.codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c)) {
                spaced.append(' ');
            } else if (c == 0xFFFD
                    || type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.PRIVATE_USE
                    || (options.stripAccents() && type == Character.NON_SPACING_MARK)) {
                return;
            } else if (isolated(c, type)) {
                spaced.append(' ').appendCodePoint(c).append(' ');
            } else {
                spaced.appendCodePoint(options.lowerCase() ? Character.toLowerCase(c) : c);
            }
        });
        var words = spaced.toString().strip();
        return words.isEmpty() ? new String[0] : words.split(" +");
    }

    private boolean isolated(int c, int type) {
        return switch (type) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default ->
                (c > 32 && c < 127 && !Character.isLetterOrDigit(c))
                        || (options.splitChinese() && c >= 0x3400 && Character.isIdeographic(c));
        };
    }

    private boolean pieces(String word, IntBuilder ids) {
        if (word.codePointCount(0, word.length()) > options.maxWordLength()) {
            return false;
        }
        for (int start = 0; start < word.length(); ) {
            int end = word.length();
            while (end > start && piece(word, start, end).isEmpty()) {
                end--;
            }
            if (end == start) {
                return false;
            }
            ids.add(piece(word, start, end).getAsInt());
            start = end;
        }
        return true;
    }

    private OptionalInt piece(String word, int start, int end) {
        return vocabulary.id((start == 0 ? "" : "##") + word.substring(start, end));
    }

    @Override
    public TokenWriter writer() {
        return (utf8, from, to, out) -> {
            var ids = encode(new String(utf8, from, to - from, StandardCharsets.UTF_8))
                    .ids();
            out.addAll(ids, 0, ids.length);
            return ids.length;
        };
    }

    @Override
    public String decode(int[] ids, DecodeOptions how) {
        var text = new StringBuilder();
        for (int id : ids) {
            var token = vocabulary.token(id);
            if (how.skipSpecialTokens() && vocabulary.isSpecial(id)) {
                continue;
            }
            if (token.startsWith("##")) {
                text.append(token, 2, token.length());
            } else {
                text.append(text.isEmpty() ? "" : " ").append(token);
            }
        }
        return text.toString();
    }
}
