// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tokenizer;

import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import dev.triad.core.text.files.PostProcessors;
import dev.triad.hub.json.JsonFile;
import tools.jackson.databind.node.ObjectNode;

/// BERT's tokenizer in the form of a `tokenizer.json`.
final class WordPieceJson {
    private static final String CONTINUATION = "##";

    private WordPieceJson() {}

    static ObjectNode write(WordPieceTokenizer tokenizer) {
        var vocabulary = tokenizer.vocabulary();
        var options = tokenizer.options();
        var file = JsonFile.object().put("version", "1.0");
        file.putNull("truncation").putNull("padding");
        AddedTokens.writeArray(vocabulary, false, file.putArray("added_tokens"));
        var normalizer = file.putObject("normalizer")
                .put("type", "BertNormalizer")
                .put("clean_text", true)
                .put("handle_chinese_chars", options.splitChinese());
        putStripAccents(normalizer, options);
        normalizer.put("lowercase", options.lowerCase());
        file.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        file.set("post_processor", JsonFile.of(PostProcessors.bert(vocabulary)));
        file.putObject("decoder")
                .put("type", "WordPiece")
                .put("prefix", CONTINUATION)
                .put("cleanup", true);
        var model = file.putObject("model")
                .put("type", "WordPiece")
                .put("unk_token", vocabulary.token(vocabulary.id(SpecialToken.UNKNOWN)))
                .put("continuing_subword_prefix", CONTINUATION)
                .put("max_input_chars_per_word", options.maxWordLength());
        JsonVocabulary.write(vocabulary, model.putObject("vocab"));
        return file;
    }

    /// Null means: as the case. It is written where it says the same, because `transformers` compares.
    static void putStripAccents(ObjectNode target, WordPieceOptions options) {
        if (options.stripAccents() == options.lowerCase()) {
            target.putNull("strip_accents");
        } else {
            target.put("strip_accents", options.stripAccents());
        }
    }
}
