// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.file.JsonFields;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// A tokenizer in few bytes: its settings, and its vocabulary front-coded and deflated; for byte pairs the
/// merges, of which the vocabulary follows. BERT's 30,522 tokens take some 105 KB, RoBERTa's 50,265 some 260.
public final class PackedTokenizer {
    static final String PREFIX = "tokenizer.";

    private static final String VOCABULARY = PREFIX + "vocabulary";
    private static final String MERGES = PREFIX + "merges";
    private static final String WORD_PIECE = "word_piece";
    private static final String BYTE_LEVEL = "byte_level_bpe";
    private static final int MOST_TOKENS = 1 << 21;

    private final Map<String, Object> settings;
    private final SequencedMap<String, MemorySegment> tensors;

    private PackedTokenizer(Map<String, Object> settings, SequencedMap<String, MemorySegment> tensors) {
        this.settings = settings;
        this.tensors = tensors;
    }

    /// Packs a tokenizer.
    ///
    /// @throws IllegalArgumentException when it is of a kind that has no form in a file
    public static PackedTokenizer of(Tokenizer tokenizer) {
        var settings = new LinkedHashMap<String, Object>();
        var tensors = new LinkedHashMap<String, MemorySegment>();
        var vocabulary = tokenizer.vocabulary();
        if (vocabulary.size() > MOST_TOKENS) {
            throw new IllegalArgumentException(
                    "a vocabulary of " + vocabulary.size() + " tokens is too large; " + MOST_TOKENS + " can be packed");
        }
        switch (tokenizer) {
            case WordPieceTokenizer wordPiece -> {
                var options = wordPiece.options();
                settings.put("kind", WORD_PIECE);
                settings.put("tokens", vocabulary.size());
                settings.put("lower_case", options.lowerCase());
                settings.put("strip_accents", options.stripAccents());
                settings.put("split_chinese", options.splitChinese());
                settings.put("max_word_length", options.maxWordLength());
                settings.put("dialect", options.dialect().name().toLowerCase(Locale.ROOT));
                var tokens = new TreeMap<Integer, String>();
                for (int id = 0; id < vocabulary.size(); id++) {
                    if (!vocabulary.token(id).isEmpty()) {
                        tokens.put(id, vocabulary.token(id));
                    }
                }
                var sink = new ByteSink();
                FrontCoding.write(tokens, sink);
                tensors.put(VOCABULARY, MemorySegment.ofArray(sink.deflated()));
            }
            case ByteLevelBpeTokenizer byteLevel -> {
                var options = byteLevel.options();
                settings.put("kind", BYTE_LEVEL);
                settings.put("tokens", vocabulary.size());
                settings.put("merges", byteLevel.merges().size());
                settings.put("family", options.family().name().toLowerCase(Locale.ROOT));
                settings.put("prefix_space", options.prefixSpace());
                settings.put("trim_offsets", options.trimOffsets());
                var others = MergeCoding.others(vocabulary, byteLevel.merges());
                var sink = new ByteSink();
                FrontCoding.write(others, sink);
                tensors.put(VOCABULARY, MemorySegment.ofArray(sink.deflated()));
                var merges = new ByteSink();
                MergeCoding.write(vocabulary, byteLevel.merges(), others, merges);
                tensors.put(MERGES, MemorySegment.ofArray(merges.deflated()));
            }
            default ->
                throw new IllegalArgumentException("a " + tokenizer.getClass().getSimpleName()
                        + " cannot be packed; only WordPiece and byte-level BPE can");
        }
        var special = new LinkedHashMap<String, Object>();
        for (var token : SpecialToken.values()) {
            if (vocabulary.has(token)) {
                special.put(token.name().toLowerCase(Locale.ROOT), vocabulary.token(vocabulary.id(token)));
            }
        }
        settings.put("special", special);
        return new PackedTokenizer(settings, tensors);
    }

    /// Where tensors come from.
    @FunctionalInterface
    interface Tensors {
        MemorySegment get(String name) throws ModelFileException;
    }

    static PackedTokenizer read(Map<String, Object> settings, Tensors source) throws ModelFileException {
        var tensors = new LinkedHashMap<String, MemorySegment>();
        tensors.put(VOCABULARY, source.get(VOCABULARY));
        if (BYTE_LEVEL.equals(settings.get("kind"))) {
            tensors.put(MERGES, source.get(MERGES));
        }
        return new PackedTokenizer(new TreeMap<>(settings), tensors);
    }

    Map<String, Object> settings() {
        return new TreeMap<>(settings);
    }

    SequencedMap<String, MemorySegment> tensors() {
        return tensors;
    }

    /// Unpacks it.
    ///
    /// @param place how errors call the file
    /// @throws ModelFileException when it is damaged
    public Tokenizer unpack(String place) throws ModelFileException {
        try {
            var fields = new JsonFields(settings, "tokenizer.");
            String kind = fields.string("kind");
            int size = fields.integer("tokens");
            if (size > MOST_TOKENS) {
                throw new IOException("\"tokenizer.tokens\" is " + size + "; at most " + MOST_TOKENS + " are read");
            }
            var special = special(fields.object("special").rest());
            return switch (kind) {
                case WORD_PIECE -> wordPiece(fields, size, special);
                case BYTE_LEVEL -> byteLevel(fields, size, special);
                default ->
                    throw new IOException("the tokenizer is of the kind \"" + kind
                            + "\", which this Triad does not know; a newer one may have written it");
            };
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelFileException(place, String.valueOf(e.getMessage()));
        }
    }

    private Tokenizer wordPiece(JsonFields fields, int size, Map<SpecialToken, String> special) throws IOException {
        var options = new WordPieceOptions(
                fields.truth("lower_case"),
                fields.truth("strip_accents"),
                fields.truth("split_chinese"),
                fields.integer("max_word_length"),
                constant(WordPieceOptions.Dialect.class, "dialect", fields.string("dialect")));
        fields.end();
        var tokens = empty(size);
        read(VOCABULARY, feed -> FrontCoding.read(feed, size)).forEach((id, token) -> tokens[id] = token);
        return new WordPieceTokenizer(Vocabulary.of(Arrays.asList(tokens), special), options);
    }

    private Tokenizer byteLevel(JsonFields fields, int size, Map<SpecialToken, String> special) throws IOException {
        int count = fields.integer("merges");
        var options = new ByteLevelBpeOptions(
                constant(ByteLevelBpeOptions.Family.class, "family", fields.string("family")),
                fields.truth("prefix_space"),
                fields.truth("trim_offsets"));
        fields.end();
        if (count > MOST_TOKENS) {
            throw new IOException("\"tokenizer.merges\" is " + count + "; at most " + MOST_TOKENS + " are read");
        }
        var tokens = empty(size);
        var others = read(VOCABULARY, feed -> FrontCoding.read(feed, size));
        List<String> merges = read(MERGES, feed -> MergeCoding.read(feed, others, count, tokens));
        return new ByteLevelBpeTokenizer(Vocabulary.of(Arrays.asList(tokens), special), merges, options);
    }

    private interface Reader<T> {
        T read(ByteFeed feed) throws IOException;
    }

    private <T> T read(String name, Reader<T> reader) throws IOException {
        try {
            var bytes = tensors.get(name);
            if (bytes == null) {
                throw new IOException("is missing");
            }
            var feed = new ByteFeed(bytes.toArray(ValueLayout.JAVA_BYTE));
            T result = reader.read(feed);
            feed.end();
            return result;
        } catch (IOException e) {
            throw new IOException("tensor '" + name + "' " + e.getMessage(), e);
        }
    }

    private static String[] empty(int size) {
        var tokens = new String[size];
        Arrays.fill(tokens, "");
        return tokens;
    }

    private static Map<SpecialToken, String> special(Map<String, Object> spellings) throws IOException {
        var special = new EnumMap<SpecialToken, String>(SpecialToken.class);
        for (var spelling : spellings.entrySet()) {
            if (!(spelling.getValue() instanceof String text)) {
                throw new IOException("\"tokenizer.special\" must hold text");
            }
            special.put(constant(SpecialToken.class, "special", spelling.getKey()), text);
        }
        return special;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String key, String name) throws IOException {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(name)) {
                return constant;
            }
        }
        throw new IOException("\"tokenizer." + key + "\" is \"" + name + "\", which this Triad does not know");
    }
}
