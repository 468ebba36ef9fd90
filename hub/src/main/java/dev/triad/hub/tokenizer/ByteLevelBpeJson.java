// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tokenizer;

import dev.triad.core.text.ByteLevelBpeOptions.Family;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.files.PostProcessors;
import dev.triad.hub.json.JsonFile;
import tools.jackson.databind.node.ObjectNode;

/// GPT-2's and RoBERTa's tokenizers in the form of a `tokenizer.json`.
final class ByteLevelBpeJson {
    private ByteLevelBpeJson() {}

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
                    "post_processor",
                    JsonFile.of(PostProcessors.roberta(vocabulary, options.trimOffsets(), options.prefixSpace())));
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
