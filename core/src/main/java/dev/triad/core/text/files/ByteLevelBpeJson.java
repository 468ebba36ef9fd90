// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.files;

import dev.triad.core.file.JsonPart;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeOptions.Family;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/// GPT-2's and RoBERTa's tokenizers in the form of a `tokenizer.json`.
final class ByteLevelBpeJson {
    private ByteLevelBpeJson() {}

    static ByteLevelBpeTokenizer read(JsonPart file, TokenizerConfig config) throws ModelFileException {
        var model = file.get("model");
        requirePlain(model);
        if (!file.get("normalizer").isAbsent()) {
            throw file.get("normalizer").notRead();
        }
        var words = file.get("pre_tokenizer");
        words.get("type").require("ByteLevel");
        words.get("use_regex").require(true);
        if (!file.get("decoder").isAbsent()) {
            file.get("decoder").get("type").require("ByteLevel");
        }

        boolean gpt2 = file.get("post_processor").get("type").text().orElse("").equals("ByteLevel");
        var vocabulary = vocabulary(model.get("vocab"), gpt2 ? Family.GPT2 : Family.ROBERTA, config);
        AddedTokens.requireNoOthers(file, config, vocabulary, !gpt2);
        boolean prefixSpace =
                config.prefixSpace().orElse(words.get("add_prefix_space").flag().orElse(false));
        var options = options(file.get("post_processor"), vocabulary, prefixSpace);
        try {
            return new ByteLevelBpeTokenizer(vocabulary, merges(model.get("merges")), options);
        } catch (IllegalArgumentException e) {
            throw model.fault("contradicts itself: " + e.getMessage());
        }
    }

    /// Byte pairs as they were first described: nothing dropped at random, nothing marked, no bytes beside the
    /// alphabet.
    private static void requirePlain(JsonPart model) throws ModelFileException {
        for (String key : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!model.get(key).text().orElse("").isEmpty()) {
                throw model.get(key).notRead();
            }
        }
        if (!model.get("dropout").isAbsent()
                && (!(model.get("dropout").value() instanceof Number rate) || rate.doubleValue() != 0)) {
            throw model.get("dropout").notRead();
        }
        model.get("byte_fallback").require(false);
        model.get("ignore_merges").require(false);
    }

    private static Vocabulary vocabulary(JsonPart vocab, Family family, TokenizerConfig config)
            throws ModelFileException {
        return JsonVocabulary.read(vocab, config.spellings(family));
    }

    private static ByteLevelBpeOptions options(JsonPart layout, Vocabulary vocabulary, boolean prefixSpace)
            throws ModelFileException {
        boolean trims = layout.get("trim_offsets").flag().orElse(true);
        if (!vocabulary.has(SpecialToken.CLASSIFICATION)) {
            return new ByteLevelBpeOptions(Family.GPT2, prefixSpace, trims);
        }
        boolean fileSaysPrefix = layout.get("add_prefix_space").flag().orElse(prefixSpace);
        if (PostProcessors.roberta(vocabulary, trims, fileSaysPrefix).equals(layout.value())) {
            return new ByteLevelBpeOptions(Family.ROBERTA, prefixSpace, trims);
        }
        if (PostProcessors.robertaTemplate(vocabulary).equals(layout.value())) {
            return new ByteLevelBpeOptions(Family.ROBERTA, prefixSpace, false);
        }
        throw layout.fault("is not RoBERTa's layout (<s> A </s> </s> B </s>, with the ids of the vocabulary)");
    }

    /// "a b", or ["a", "b"] in files since 2024.
    private static List<String> merges(JsonPart part) throws ModelFileException {
        if (!(part.value() instanceof List<?> list)) {
            throw part.notRead();
        }
        var merges = new ArrayList<String>(list.size());
        for (var merge : list) {
            if (merge instanceof String text) {
                merges.add(text);
            } else if (merge instanceof List<?> pair
                    && pair.size() == 2
                    && pair.getFirst() instanceof String left
                    && pair.getLast() instanceof String right) {
                merges.add(left + " " + right);
            } else {
                throw part.fault("has something other than two tokens at " + merges.size());
            }
        }
        return merges;
    }
}
