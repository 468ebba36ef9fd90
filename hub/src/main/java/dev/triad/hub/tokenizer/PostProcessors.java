// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tokenizer;

import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Vocabulary;
import dev.triad.hub.json.JsonFile;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The part of a `tokenizer.json` that puts special tokens around texts, in the forms that mean BERT's layout or
/// RoBERTa's. A file is held against them as a whole, tokens and ids included.
final class PostProcessors {
    private PostProcessors() {}

    /// `[CLS] A [SEP]`, `[CLS] A [SEP] B [SEP]`, as a template.
    static ObjectNode bert(Vocabulary vocabulary) {
        var template = JsonFile.object().put("type", "TemplateProcessing");
        var single = template.putArray("single");
        special(single, vocabulary, SpecialToken.CLASSIFICATION, 0);
        text(single, "A", 0);
        special(single, vocabulary, SpecialToken.SEPARATOR, 0);
        var pair = template.putArray("pair");
        single.forEach(pair::add);
        text(pair, "B", 1);
        special(pair, vocabulary, SpecialToken.SEPARATOR, 1);
        specialTokens(template, vocabulary);
        return template;
    }

    /// The same by the name that older files have for it.
    static ObjectNode bertByName(Vocabulary vocabulary) {
        var processing = JsonFile.object().put("type", "BertProcessing");
        return named(processing, vocabulary);
    }

    /// `<s> A </s>`, `<s> A </s> </s> B </s>`.
    static ObjectNode roberta(Vocabulary vocabulary, boolean trimOffsets, boolean prefixSpace) {
        var processing = JsonFile.object().put("type", "RobertaProcessing");
        return named(processing, vocabulary).put("trim_offsets", trimOffsets).put("add_prefix_space", prefixSpace);
    }

    /// The same layout as a template, which leaves offsets as they are.
    static ObjectNode robertaTemplate(Vocabulary vocabulary) {
        var template = JsonFile.object().put("type", "TemplateProcessing");
        var single = template.putArray("single");
        special(single, vocabulary, SpecialToken.CLASSIFICATION, 0);
        text(single, "A", 0);
        special(single, vocabulary, SpecialToken.SEPARATOR, 0);
        var pair = template.putArray("pair");
        single.forEach(pair::add);
        special(pair, vocabulary, SpecialToken.SEPARATOR, 0);
        text(pair, "B", 0);
        special(pair, vocabulary, SpecialToken.SEPARATOR, 0);
        specialTokens(template, vocabulary);
        return template;
    }

    private static ObjectNode named(ObjectNode processing, Vocabulary vocabulary) {
        processing.set("sep", tokenAndId(vocabulary, SpecialToken.SEPARATOR));
        processing.set("cls", tokenAndId(vocabulary, SpecialToken.CLASSIFICATION));
        return processing;
    }

    private static ArrayNode tokenAndId(Vocabulary vocabulary, SpecialToken token) {
        int id = vocabulary.id(token);
        return JsonFile.object().arrayNode().add(vocabulary.token(id)).add(id);
    }

    private static void text(ArrayNode sequence, String id, int type) {
        sequence.addObject().putObject("Sequence").put("id", id).put("type_id", type);
    }

    private static void special(ArrayNode sequence, Vocabulary vocabulary, SpecialToken token, int type) {
        String content = vocabulary.token(vocabulary.id(token));
        sequence.addObject().putObject("SpecialToken").put("id", content).put("type_id", type);
    }

    private static void specialTokens(ObjectNode template, Vocabulary vocabulary) {
        var tokens = template.putObject("special_tokens");
        for (var token : List.of(SpecialToken.CLASSIFICATION, SpecialToken.SEPARATOR)) {
            int id = vocabulary.id(token);
            String content = vocabulary.token(id);
            var entry = tokens.putObject(content).put("id", content);
            entry.putArray("ids").add(id);
            entry.putArray("tokens").add(content);
        }
    }
}
