// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import dev.triad.core.file.JsonFields;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A kind of tokenizer and its switches, in a form that a file can hold.
public sealed interface TokenizerSettings {
    /// What manifests call the kind.
    String model();

    /// The switches by name.
    Map<String, Object> options();

    /// What the vocabulary's files are called beside the data that was made with them.
    List<String> fileNames();

    /// Reads the tokenizer from its files, in the order of [#fileNames].
    ///
    /// @throws IOException if one cannot be read or is no vocabulary
    Tokenizer load(List<Path> files) throws IOException;

    /// BERT's WordPiece, from a `vocab.txt`.
    record WordPiece(WordPieceOptions how) implements TokenizerSettings {
        static final String MODEL = "bert";

        @Override
        public String model() {
            return MODEL;
        }

        @Override
        public Map<String, Object> options() {
            return Map.of(
                    "lower_case", how.lowerCase(),
                    "strip_accents", how.stripAccents(),
                    "split_chinese", how.splitChinese(),
                    "longest_word", (long) how.maxWordLength(),
                    "dialect", name(how.dialect()));
        }

        @Override
        public List<String> fileNames() {
            return List.of("vocab.txt");
        }

        @Override
        public Tokenizer load(List<Path> files) throws IOException {
            return WordPieceTokenizer.load(files.getFirst(), how);
        }

        private static WordPiece read(JsonFields fields) throws IOException {
            return new WordPiece(new WordPieceOptions(
                    fields.truth("lower_case"),
                    fields.truth("strip_accents"),
                    fields.truth("split_chinese"),
                    fields.integer("longest_word"),
                    constant(WordPieceOptions.Dialect.class, fields, "dialect")));
        }
    }

    /// GPT-2's and RoBERTa's byte-level BPE, from a `vocab.json` and a `merges.txt`.
    record ByteLevelBpe(ByteLevelBpeOptions how) implements TokenizerSettings {
        static final String MODEL = "gpt2";

        @Override
        public String model() {
            return MODEL;
        }

        @Override
        public Map<String, Object> options() {
            return Map.of(
                    "family", name(how.family()), "prefix_space", how.prefixSpace(), "trim_offsets", how.trimOffsets());
        }

        @Override
        public List<String> fileNames() {
            return List.of("vocab.json", "merges.txt");
        }

        @Override
        public Tokenizer load(List<Path> files) throws IOException {
            return ByteLevelBpeTokenizer.load(files.getFirst(), files.getLast(), how);
        }

        private static ByteLevelBpe read(JsonFields fields) throws IOException {
            return new ByteLevelBpe(new ByteLevelBpeOptions(
                    constant(ByteLevelBpeOptions.Family.class, fields, "family"),
                    fields.truth("prefix_space"),
                    fields.truth("trim_offsets")));
        }
    }

    /// The settings that a manifest describes.
    ///
    /// @throws IOException if it describes none that this Triad knows
    static TokenizerSettings of(TokenizerFiles described) throws IOException {
        var fields = new JsonFields(described.options(), "tokenizer.options.");
        TokenizerSettings settings = switch (described.model()) {
            case WordPiece.MODEL -> WordPiece.read(fields);
            case ByteLevelBpe.MODEL -> ByteLevelBpe.read(fields);
            default ->
                throw new IOException(
                        "\"tokenizer.model\" must be \"bert\" or \"gpt2\", not \"%s\"".formatted(described.model()));
        };
        fields.end();
        return settings;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> E constant(Class<E> type, JsonFields fields, String name) throws IOException {
        String wanted = fields.string(name);
        for (E constant : type.getEnumConstants()) {
            if (name(constant).equals(wanted)) {
                return constant;
            }
        }
        throw new IOException("\"tokenizer.options.%s\" is unknown: \"%s\"".formatted(name, wanted));
    }
}
