// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tokenizer;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeOptions.Family;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Vocabulary;
import dev.triad.hub.json.JsonFile;
import dev.triad.hub.json.JsonPart;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

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
        if (!model.get("dropout").isAbsent() && model.get("dropout").node().asDouble(1) != 0) {
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
        if (layout.node().equals(PostProcessors.roberta(vocabulary, trims, fileSaysPrefix))) {
            return new ByteLevelBpeOptions(Family.ROBERTA, prefixSpace, trims);
        }
        if (layout.node().equals(PostProcessors.robertaTemplate(vocabulary))) {
            return new ByteLevelBpeOptions(Family.ROBERTA, prefixSpace, false);
        }
        throw layout.fault("is not RoBERTa's layout (<s> A </s> </s> B </s>, with the ids of the vocabulary)");
    }

    /// "a b", or ["a", "b"] in files since 2024.
    private static List<String> merges(JsonPart part) throws ModelFileException {
        if (!part.node().isArray()) {
            throw part.notRead();
        }
        var merges = new ArrayList<String>(part.node().size());
        for (var merge : part.node()) {
            if (merge.isString()) {
                merges.add(merge.stringValue());
            } else if (merge.size() == 2
                    && merge.path(0).isString()
                    && merge.path(1).isString()) {
                merges.add(merge.get(0).stringValue() + " " + merge.get(1).stringValue());
            } else {
                throw part.fault("has something other than two tokens at " + merges.size());
            }
        }
        return merges;
    }

    static ObjectNode write(ByteLevelBpeTokenizer tokenizer) {
        var vocabulary = tokenizer.vocabulary();
        var options = tokenizer.options();
        boolean roberta = options.family() == Family.ROBERTA;
        var file = JsonFile.object().put("version", "1.0");
        file.putNull("truncation").putNull("padding");
        AddedTokens.writeArray(vocabulary, roberta, file.putArray("added_tokens"));
        file.putNull("normalizer");
        byteLevel(file.putObject("pre_tokenizer"), options.prefixSpace(), true);
        if (roberta) {
            file.set(
                    "post_processor", PostProcessors.roberta(vocabulary, options.trimOffsets(), options.prefixSpace()));
        } else {
            byteLevel(file.putObject("post_processor"), options.prefixSpace(), options.trimOffsets());
        }
        byteLevel(file.putObject("decoder"), true, true);
        var model = file.putObject("model").put("type", "BPE");
        model.putNull("dropout").putNull("unk_token");
        model.put("continuing_subword_prefix", "").put("end_of_word_suffix", "").put("fuse_unk", false);
        JsonVocabulary.write(vocabulary, model.putObject("vocab"));
        var merges = model.putArray("merges");
        tokenizer.merges().forEach(merges::add);
        return file;
    }

    private static void byteLevel(ObjectNode target, boolean prefixSpace, boolean trimOffsets) {
        target.put("type", "ByteLevel")
                .put("add_prefix_space", prefixSpace)
                .put("trim_offsets", trimOffsets)
                .put("use_regex", true);
    }
}
