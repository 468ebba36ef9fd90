// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tokenizer;

import dev.triad.core.text.ByteLevelBpeOptions.Family;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.VocabularyFiles;
import dev.triad.core.text.WordPieceOptions.Dialect;
import dev.triad.core.text.WordPieceTokenizer;
import dev.triad.core.text.files.SpecialTokenNames;
import dev.triad.core.text.files.TokenizerFolder;
import dev.triad.hub.json.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/// Writes a tokenizer's files as `AutoTokenizer` of `transformers` reads them: `tokenizer.json`,
/// `tokenizer_config.json`, `special_tokens_map.json`, and the vocabulary in the files of old.
///
/// Google's dialect of WordPiece has no words there: it is noted for [TokenizerFolder], and `transformers` follows its
/// own rules in the rare cases where the two differ.
public final class TokenizerExport {
    private TokenizerExport() {}

    /// Writes all files of a tokenizer into a folder that exists.
    ///
    /// @param maxLength the longest sequence the model takes, in tokens
    /// @param modelType the model's family in `config.json`, such as `electra`: it names the tokenizer's class
    /// @throws IllegalArgumentException when `transformers` has no such tokenizer
    public static void write(Path folder, Tokenizer tokenizer, OptionalInt maxLength, String modelType)
            throws IOException {
        switch (tokenizer) {
            case WordPieceTokenizer wordPiece -> writeWordPiece(folder, wordPiece, maxLength, modelType);
            case ByteLevelBpeTokenizer byteLevel -> writeByteLevel(folder, byteLevel, maxLength);
            default ->
                throw new IllegalArgumentException("a " + tokenizer.getClass().getSimpleName()
                        + " cannot be written in Hugging Face's files; only WordPiece and byte-level BPE can");
        }
    }

    private static void writeWordPiece(
            Path folder, WordPieceTokenizer tokenizer, OptionalInt maxLength, String modelType) throws IOException {
        var options = tokenizer.options();
        var vocabulary = tokenizer.vocabulary();
        var config = JsonFile.object();
        AddedTokens.writeObject(vocabulary, false, config.putObject("added_tokens_decoder"));
        config.put("clean_up_tokenization_spaces", true).put("do_lower_case", options.lowerCase());
        WordPieceJson.putStripAccents(config, options);
        config.put("tokenize_chinese_chars", options.splitChinese());
        maxLength.ifPresent(length -> config.put("model_max_length", length));
        config.setAll(specialTokens(vocabulary));
        if (options.dialect() == Dialect.GOOGLE) {
            config.put(TokenizerFolder.DIALECT, TokenizerFolder.GOOGLE);
        }
        config.put("tokenizer_class", modelType.equals("electra") ? "ElectraTokenizer" : "BertTokenizer");

        VocabularyFiles.writeLines(folder.resolve("vocab.txt"), vocabulary.tokens());
        JsonFile.write(folder.resolve("tokenizer.json"), WordPieceJson.write(tokenizer));
        JsonFile.write(folder.resolve("special_tokens_map.json"), specialTokens(vocabulary));
        JsonFile.write(folder.resolve("tokenizer_config.json"), config);
    }

    private static void writeByteLevel(Path folder, ByteLevelBpeTokenizer tokenizer, OptionalInt maxLength)
            throws IOException {
        var options = tokenizer.options();
        var vocabulary = tokenizer.vocabulary();
        boolean roberta = options.family() == Family.ROBERTA;
        var config = JsonFile.object();
        AddedTokens.writeObject(vocabulary, roberta, config.putObject("added_tokens_decoder"));
        config.put("add_prefix_space", options.prefixSpace())
                .put("clean_up_tokenization_spaces", false)
                .put("errors", "replace");
        maxLength.ifPresent(length -> config.put("model_max_length", length));
        var special = roberta ? robertaTokens(vocabulary) : endOfText(vocabulary);
        config.setAll(special);
        config.put("tokenizer_class", roberta ? "RobertaTokenizer" : "GPT2Tokenizer");

        var tokens = JsonFile.object();
        JsonVocabulary.write(vocabulary, tokens);
        JsonFile.write(folder.resolve("vocab.json"), tokens);
        VocabularyFiles.writeMerges(folder.resolve("merges.txt"), tokenizer.merges());
        JsonFile.write(folder.resolve("tokenizer.json"), ByteLevelBpeJson.write(tokenizer));
        JsonFile.write(folder.resolve("special_tokens_map.json"), special);
        JsonFile.write(folder.resolve("tokenizer_config.json"), config);
    }

    /// The spellings by their keys: `transformers` 5 refuses objects here. What else there is to say of a token, such
    /// as that RoBERTa's mask swallows the blank before it, stands in `added_tokens_decoder`.
    private static ObjectNode specialTokens(Vocabulary vocabulary) {
        var map = JsonFile.object();
        for (var token : SpecialToken.values()) {
            map.put(SpecialTokenNames.key(token), vocabulary.token(vocabulary.id(token)));
        }
        return map;
    }

    /// RoBERTa begins and ends texts with the tokens that classify and separate.
    private static ObjectNode robertaTokens(Vocabulary vocabulary) {
        return specialTokens(vocabulary)
                .put("bos_token", vocabulary.token(vocabulary.id(SpecialToken.CLASSIFICATION)))
                .put("eos_token", vocabulary.token(vocabulary.id(SpecialToken.SEPARATOR)));
    }

    /// GPT-2's one special token plays every part.
    private static ObjectNode endOfText(Vocabulary vocabulary) {
        String token = vocabulary.token(vocabulary.id(SpecialToken.SEPARATOR));
        return JsonFile.object().put("bos_token", token).put("eos_token", token).put("unk_token", token);
    }
}
