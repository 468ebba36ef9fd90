// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.files;

import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The part of a `tokenizer.json` that puts special tokens around texts, in the forms that mean BERT's layout or
/// RoBERTa's: JSON objects as plain values. A file is held against them as a whole, tokens and ids included.
public final class PostProcessors {
    private PostProcessors() {}

    /// `[CLS] A [SEP]`, `[CLS] A [SEP] B [SEP]`, as a template.
    public static Map<String, Object> bert(Vocabulary vocabulary) {
        var single = List.of(
                special(vocabulary, SpecialToken.CLASSIFICATION, 0),
                text("A", 0),
                special(vocabulary, SpecialToken.SEPARATOR, 0));
        var pair = new ArrayList<>(single);
        pair.add(text("B", 1));
        pair.add(special(vocabulary, SpecialToken.SEPARATOR, 1));
        return template(vocabulary, single, pair);
    }

    /// The same by the name that older files have for it.
    static Map<String, Object> bertByName(Vocabulary vocabulary) {
        return named("BertProcessing", vocabulary);
    }

    /// `<s> A </s>`, `<s> A </s> </s> B </s>`.
    public static Map<String, Object> roberta(Vocabulary vocabulary, boolean trimOffsets, boolean prefixSpace) {
        var processing = named("RobertaProcessing", vocabulary);
        processing.put("trim_offsets", trimOffsets);
        processing.put("add_prefix_space", prefixSpace);
        return processing;
    }

    /// The same layout as a template, which leaves offsets as they are.
    static Map<String, Object> robertaTemplate(Vocabulary vocabulary) {
        var single = List.of(
                special(vocabulary, SpecialToken.CLASSIFICATION, 0),
                text("A", 0),
                special(vocabulary, SpecialToken.SEPARATOR, 0));
        var pair = new ArrayList<>(single);
        pair.add(special(vocabulary, SpecialToken.SEPARATOR, 0));
        pair.add(text("B", 0));
        pair.add(special(vocabulary, SpecialToken.SEPARATOR, 0));
        return template(vocabulary, single, pair);
    }

    private static Map<String, Object> template(Vocabulary vocabulary, List<?> single, List<?> pair) {
        var template = new LinkedHashMap<String, Object>();
        template.put("type", "TemplateProcessing");
        template.put("single", single);
        template.put("pair", pair);
        template.put("special_tokens", specialTokens(vocabulary));
        return template;
    }

    private static Map<String, Object> named(String type, Vocabulary vocabulary) {
        var processing = new LinkedHashMap<String, Object>();
        processing.put("type", type);
        processing.put("sep", tokenAndId(vocabulary, SpecialToken.SEPARATOR));
        processing.put("cls", tokenAndId(vocabulary, SpecialToken.CLASSIFICATION));
        return processing;
    }

    private static List<Object> tokenAndId(Vocabulary vocabulary, SpecialToken token) {
        int id = vocabulary.id(token);
        return List.of(vocabulary.token(id), (long) id);
    }

    private static Map<String, Object> text(String id, long type) {
        return Map.of("Sequence", ordered("id", id, "type_id", type));
    }

    private static Map<String, Object> special(Vocabulary vocabulary, SpecialToken token, long type) {
        return Map.of("SpecialToken", ordered("id", vocabulary.token(vocabulary.id(token)), "type_id", type));
    }

    private static Map<String, Object> ordered(String first, Object value, String second, Object other) {
        var map = new LinkedHashMap<String, Object>();
        map.put(first, value);
        map.put(second, other);
        return map;
    }

    private static Map<String, Object> specialTokens(Vocabulary vocabulary) {
        var tokens = new LinkedHashMap<String, Object>();
        for (var token : List.of(SpecialToken.CLASSIFICATION, SpecialToken.SEPARATOR)) {
            int id = vocabulary.id(token);
            String content = vocabulary.token(id);
            var entry = ordered("id", content, "ids", List.of((long) id));
            entry.put("tokens", List.of(content));
            tokens.put(content, entry);
        }
        return tokens;
    }
}
