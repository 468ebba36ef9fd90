// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.files;

import dev.triad.core.file.JsonPart;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;

/// BERT's tokenizer in the form of a `tokenizer.json`.
final class WordPieceJson {
    private static final String CONTINUATION = "##";

    private WordPieceJson() {}

    /// Where `tokenizer_config.json` says how letters are treated, that counts, as it does in `transformers`.
    static WordPieceTokenizer read(JsonPart file, TokenizerConfig config) throws ModelFileException {
        var model = file.get("model");
        model.get("continuing_subword_prefix").require(CONTINUATION);
        var vocabulary = JsonVocabulary.read(model.get("vocab"), config.spellings());
        model.get("unk_token").require(vocabulary.token(vocabulary.id(SpecialToken.UNKNOWN)));
        AddedTokens.requireNoOthers(file, config, vocabulary, false);
        file.get("pre_tokenizer").get("type").require("BertPreTokenizer");
        var layout = file.get("post_processor");
        if (!PostProcessors.bert(vocabulary).equals(layout.value())
                && !PostProcessors.bertByName(vocabulary).equals(layout.value())) {
            throw layout.fault("is not BERT's layout ([CLS] A [SEP] B [SEP], with the ids of the vocabulary)");
        }
        var decoder = file.get("decoder");
        if (!decoder.isAbsent()) {
            decoder.get("type").require("WordPiece");
            decoder.get("prefix").require(CONTINUATION);
        }
        return new WordPieceTokenizer(vocabulary, options(file.get("normalizer"), model, config));
    }

    private static WordPieceOptions options(JsonPart normalizer, JsonPart model, TokenizerConfig config)
            throws ModelFileException {
        normalizer.get("type").require("BertNormalizer");
        normalizer.get("clean_text").require(true);
        var lowerCase = normalizer.get("lowercase").flag();
        var stripAccents = normalizer.get("strip_accents").flag();
        var splitChinese = normalizer.get("handle_chinese_chars").flag();
        boolean lower = config.lowerCase().or(() -> lowerCase).orElse(true);
        int longest = model.get("max_input_chars_per_word").whole();
        if (longest < 1) {
            throw model.get("max_input_chars_per_word").notRead();
        }
        return options(
                config,
                lower,
                config.stripAccents().or(() -> stripAccents).orElse(lower),
                config.splitChinese().or(() -> splitChinese).orElse(true),
                longest);
    }

    static WordPieceOptions options(TokenizerConfig config, boolean lower, boolean strip, boolean split, int longest)
            throws ModelFileException {
        try {
            return new WordPieceOptions(lower, strip, split, longest, config.dialect());
        } catch (IllegalArgumentException e) {
            throw config.file().fault("contradicts itself: " + e.getMessage());
        }
    }
}
