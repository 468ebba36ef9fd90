// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.files;

import dev.triad.core.file.JsonPart;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeOptions.Family;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.VocabularyFiles;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceOptions.Dialect;
import dev.triad.core.text.WordPieceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The tokenizer in a model's folder.
///
/// `tokenizer.json` is believed if it is there, as `transformers` does; else `vocab.txt`, or `vocab.json` with
/// `merges.txt`, and the settings in `tokenizer_config.json` and `special_tokens_map.json`.
public final class TokenizerFolder {
    /// The key under which `tokenizer_config.json` notes that a vocabulary goes with Google's rules, [#GOOGLE].
    public static final String DIALECT = "triad_dialect";

    /// The value of [#DIALECT].
    public static final String GOOGLE = "google";

    private static final String JSON = "tokenizer.json";
    private static final String LINES = "vocab.txt";
    private static final String TOKENS = "vocab.json";
    private static final String MERGES = "merges.txt";

    /// Tokenizer classes of `transformers` that are BERT's by another name.
    private static final Set<String> WORD_PIECE =
            Set.of("Bert", "Electra", "DistilBert", "MobileBert", "ConvBert", "SqueezeBert");

    /// And RoBERTa's or GPT-2's.
    private static final Set<String> BYTE_LEVEL = Set.of("Roberta", "Longformer", "Bart", "GPT2");

    /// Files of tokenizers that are not read.
    private static final List<String> OTHERS =
            List.of("spiece.model", "sentencepiece.bpe.model", "tokenizer.model", "bpe.codes", "spm.model");

    private TokenizerFolder() {}

    /// Whether a folder has files of a tokenizer, be it one that is read or not.
    public static boolean isPresent(Path folder) {
        return has(folder, JSON)
                || has(folder, LINES)
                || (has(folder, TOKENS) && has(folder, MERGES))
                || OTHERS.stream().anyMatch(name -> has(folder, name));
    }

    /// The tokenizer of a model's folder.
    ///
    /// @throws IOException as [#read]
    public static Tokenizer open(Path folder) throws IOException {
        return read(folder).tokenizer();
    }

    /// Reads the tokenizer of a folder, and the settings that go with it.
    ///
    /// @throws IOException when there is none, its files are damaged, or they ask for a kind of tokenizer that is
    ///     not read; the message names the file and what it asks for
    public static LoadedTokenizer read(Path folder) throws IOException {
        var config = TokenizerConfig.read(folder);
        return new LoadedTokenizer(tokenizer(folder, config), config.maxLength());
    }

    private static Tokenizer tokenizer(Path folder, TokenizerConfig config) throws IOException {
        if (has(folder, JSON)) {
            return ofJson(JsonPart.read(folder.resolve(JSON)), config);
        }
        if (has(folder, LINES)) {
            return wordPiece(folder, config);
        }
        if (has(folder, TOKENS) && has(folder, MERGES)) {
            return byteLevel(folder, config);
        }
        var other = OTHERS.stream().filter(name -> has(folder, name)).findFirst();
        throw new ModelFileException(
                folder.toString(),
                "has neither tokenizer.json, vocab.txt nor vocab.json with merges.txt"
                        + other.map(name -> "; " + name + " is not read").orElse(""));
    }

    private static Tokenizer ofJson(JsonPart file, TokenizerConfig config) throws ModelFileException {
        var type = file.get("model").get("type");
        return switch (type.text().orElse("")) {
            case "WordPiece" -> WordPieceJson.read(file, config);
            case "BPE" -> ByteLevelBpeJson.read(file, config);
            default -> throw type.notRead();
        };
    }

    private static Tokenizer wordPiece(Path folder, TokenizerConfig config) throws IOException {
        requireClass(config, WORD_PIECE);
        config.file().get("do_basic_tokenize").require(true);
        if (!config.file().get("never_split").elements().isEmpty()) {
            throw config.file().get("never_split").notRead();
        }
        var vocabulary = VocabularyFiles.readLines(folder.resolve(LINES), config.spellings());
        requireNothingAdded(folder, config, vocabulary, false);
        boolean lowerCase = config.lowerCase().orElseGet(() -> !hasCapitals(vocabulary));
        var usual = config.dialect() == Dialect.GOOGLE ? WordPieceOptions.GOOGLE_UNCASED : WordPieceOptions.UNCASED;
        var options = WordPieceJson.options(
                config,
                lowerCase,
                config.stripAccents().orElse(lowerCase),
                config.splitChinese().orElse(true),
                usual.maxWordLength());
        return new WordPieceTokenizer(vocabulary, options);
    }

    /// Where nobody says whether a model is cased, its vocabulary does: by a letter that lower-casing would change
    /// (capitals like ℝ have no small form, and are in uncased vocabularies too). Google's folders have nothing
    /// else to go by; `transformers` would lower-case them all.
    private static boolean hasCapitals(Vocabulary vocabulary) {
        for (int id = 0; id < vocabulary.size(); id++) {
            String token = vocabulary.token(id);
            boolean bracketed = token.startsWith("[") && token.endsWith("]");
            if (!bracketed && !token.equals(token.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private static Tokenizer byteLevel(Path folder, TokenizerConfig config) throws IOException {
        var family = family(folder, config);
        var defaults = family == Family.GPT2 ? ByteLevelBpeOptions.GPT2 : ByteLevelBpeOptions.ROBERTA;
        var options = defaults.withPrefixSpace(config.prefixSpace().orElse(false));
        var file = folder.resolve(TOKENS);
        var vocabulary = VocabularyFiles.readJson(file, config.spellings(family));
        requireNothingAdded(folder, config, vocabulary, family == Family.ROBERTA);
        var merges = VocabularyFiles.readMerges(folder.resolve(MERGES), vocabulary);
        try {
            return new ByteLevelBpeTokenizer(vocabulary, merges, options);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(file.toString(), String.valueOf(e.getMessage()));
        }
    }

    private static Family family(Path folder, TokenizerConfig config) throws IOException {
        var name = config.tokenizerClass();
        if (name.isPresent()) {
            requireClass(config, BYTE_LEVEL);
            return name.get().equals("GPT2") ? Family.GPT2 : Family.ROBERTA;
        }
        var vocab = JsonPart.read(folder.resolve(TOKENS));
        return !vocab.get("<s>").isAbsent() ? Family.ROBERTA : Family.GPT2;
    }

    private static void requireClass(TokenizerConfig config, Set<String> known) throws ModelFileException {
        var name = config.tokenizerClass();
        if (name.isPresent() && !known.contains(name.get())) {
            throw config.file().get("tokenizer_class").notRead();
        }
    }

    private static void requireNothingAdded(
            Path folder, TokenizerConfig config, Vocabulary vocabulary, boolean maskTakesSpace) throws IOException {
        AddedTokens.requireNoOthers(TokenizerConfig.readIfPresent(folder.resolve("added_tokens.json")), vocabulary);
        AddedTokens.requireNoOthers(TokenizerConfig.absent(folder.resolve(JSON)), config, vocabulary, maskTakesSpace);
    }

    private static boolean has(Path folder, String file) {
        return Files.isRegularFile(folder.resolve(file));
    }
}
