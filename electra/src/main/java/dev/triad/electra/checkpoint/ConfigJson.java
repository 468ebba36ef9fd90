// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import dev.triad.core.model.Quote;
import dev.triad.electra.encoder.Activation;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Hugging Face's `config.json` to and from [ModelConfig]. Keys that do not concern the encoder are passed over;
/// those that would change its numbers are refused.
public final class ConfigJson {
    private static final JsonMapper JSON = new JsonMapper();

    /// More classes than any task has: a number beyond is a mistake that would only cost memory.
    private static final int MOST_LABELS = 1 << 16;

    /// What another `config.json` may say otherwise than Triad would without changing the encoder's numbers.
    private static final Set<String> FREE = Set.of(
            "architectures",
            "bos_token_id",
            "eos_token_id",
            "id2label",
            "label2id",
            "problem_type",
            "summary_type",
            "summary_use_proj",
            "summary_activation",
            "summary_last_dropout");

    private ConfigJson() {}

    /// Reads the text of a `config.json`.
    ///
    /// @param place what errors call it
    public static ModelConfig read(String place, String text) {
        try {
            return read(place, JSON.readTree(text));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(place + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /// Reads the content of a `config.json`.
    ///
    /// @param place what errors call it
    public static ModelConfig read(String place, @Nullable JsonNode json) {
        try {
            if (json == null || !json.isObject()) throw new IllegalArgumentException("it is no JSON object");
            return read(json);
        } catch (JacksonException e) { // a value of another kind than its key has
            throw new IllegalArgumentException(place + ": " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }

    private static ModelConfig read(JsonNode json) {
        var family = EncoderFamily.parse(text(json, "model_type"));
        refuse(json, "is_decoder");
        refuse(json, "add_cross_attention");
        String positions = json.path("position_embedding_type").asString("absolute");
        if (!positions.equals("absolute")) {
            throw new IllegalArgumentException(
                    "position_embedding_type '" + positions + "' is not the absolute one this encoder has");
        }
        boolean roberta = family == EncoderFamily.ROBERTA;
        int hidden = number(json, "hidden_size", family == EncoderFamily.ELECTRA ? 256 : 768);
        int embedding = family == EncoderFamily.ELECTRA ? number(json, "embedding_size", 128) : hidden;
        var encoder = new EncoderConfig(
                family,
                number(json, "vocab_size", roberta ? 50_265 : 30_522),
                embedding,
                hidden,
                number(json, "num_hidden_layers", 12),
                number(json, "num_attention_heads", family == EncoderFamily.ELECTRA ? 4 : 12),
                number(json, "intermediate_size", family == EncoderFamily.ELECTRA ? 1024 : 3072),
                Activation.parse(json.path("hidden_act").asString("gelu")),
                real(json, "hidden_dropout_prob", 0.1),
                real(json, "attention_probs_dropout_prob", 0.1),
                number(json, "max_position_embeddings", 512),
                number(json, "type_vocab_size", 2),
                real(json, "layer_norm_eps", 1e-12),
                number(json, "pad_token_id", roberta ? 1 : 0),
                real(json, "initializer_range", 0.02));
        var architectures = json.path("architectures");
        var head = architectures.isArray() && !architectures.isEmpty()
                ? HeadKind.parse(architectures.get(0).asString(), family)
                : HeadKind.NONE;
        var labels = head.hasLabels() ? labels(json) : List.<String>of();
        return new ModelConfig(encoder, head, labels, json.path("problem_type").asString(null));
    }

    private static void refuse(JsonNode json, String flag) {
        if (json.path(flag).asBoolean(false)) throw new IllegalArgumentException(flag + " is true; this is an encoder");
    }

    private static String text(JsonNode json, String key) {
        var value = json.path(key);
        if (!value.isString()) throw new IllegalArgumentException("it has no " + key);
        return value.asString();
    }

    private static int number(JsonNode json, String key, int absent) {
        var value = json.path(key);
        if (value.isMissingNode() || value.isNull()) return absent;
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new IllegalArgumentException(key + " must be a whole number, got " + shown(value));
        }
        return value.asInt();
    }

    private static double real(JsonNode json, String key, double absent) {
        var value = json.path(key);
        if (value.isMissingNode() || value.isNull()) return absent;
        if (!value.isNumber()) throw new IllegalArgumentException(key + " must be a number, got " + shown(value));
        return value.asDouble();
    }

    private static String shown(JsonNode value) {
        return Quote.bounded(value.toString());
    }

    /// `id2label` in the order of ids, or so many unnamed ones as `num_labels` says (2 when it does not).
    private static List<String> labels(JsonNode json) {
        var names = json.path("id2label");
        if (!names.isObject()) {
            int count = number(json, "num_labels", 2);
            if (count < 1 || count > MOST_LABELS) {
                throw new IllegalArgumentException("num_labels must be from 1 to " + MOST_LABELS + ", got " + count);
            }
            return ModelConfig.unnamedLabels(count);
        }
        var byId = new TreeMap<Integer, String>();
        for (var entry : names.properties()) {
            byId.put(labelId(entry.getKey()), entry.getValue().asString());
        }
        if (byId.isEmpty() || byId.firstKey() != 0 || byId.lastKey() != byId.size() - 1) {
            throw new IllegalArgumentException("id2label must number labels from 0 without gaps, got "
                    + byId.size() + " labels"
                    + (byId.isEmpty() ? "" : " from " + byId.firstKey() + " to " + byId.lastKey()));
        }
        return new ArrayList<>(byId.values());
    }

    private static int labelId(String key) {
        try {
            return Integer.parseInt(key);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("id2label has the key " + Quote.of(key) + ", which is no number", e);
        }
    }

    /// The text of a `config.json` that `transformers` reads, for weights in single precision.
    public static String write(ModelConfig config) {
        return text(object(config));
    }

    /// The same for weights that came with a `config.json` of their own: what that says beside the encoder's sizes
    /// stays (the dropout of a head, the names of labels, whatever others left in it).
    ///
    /// @param original the other's content
    /// @param dtype the element type of the weights: "float32", "float16", …
    public static String write(ModelConfig config, JsonNode original, String dtype) {
        var json = JSON.createObjectNode();
        original.properties().forEach(entry -> json.set(entry.getKey(), entry.getValue()));
        for (var entry : object(config).properties()) {
            if (!FREE.contains(entry.getKey()) || json.path(entry.getKey()).isMissingNode()) {
                json.set(entry.getKey(), entry.getValue());
            }
        }
        json.remove("torch_dtype"); // the name of old
        json.put("dtype", dtype);
        return text(json);
    }

    private static String text(ObjectNode json) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    private static ObjectNode object(ModelConfig config) {
        var encoder = config.encoder();
        var family = encoder.family();
        ObjectNode json = JSON.createObjectNode();
        json.putArray("architectures").add(config.head().architecture(family));
        json.put("model_type", family.modelType());
        json.put("vocab_size", encoder.vocabSize());
        if (family == EncoderFamily.ELECTRA) json.put("embedding_size", encoder.embeddingSize());
        json.put("hidden_size", encoder.hiddenSize());
        json.put("num_hidden_layers", encoder.numHiddenLayers());
        json.put("num_attention_heads", encoder.numAttentionHeads());
        json.put("intermediate_size", encoder.intermediateSize());
        json.put("hidden_act", encoder.hiddenAct().label());
        json.put("hidden_dropout_prob", encoder.hiddenDropoutProb());
        json.put("attention_probs_dropout_prob", encoder.attentionProbsDropoutProb());
        json.put("max_position_embeddings", encoder.maxPositionEmbeddings());
        json.put("type_vocab_size", encoder.typeVocabSize());
        json.put("initializer_range", encoder.initializerRange());
        json.put("layer_norm_eps", encoder.layerNormEps());
        json.put("pad_token_id", encoder.padTokenId());
        if (family == EncoderFamily.ROBERTA) {
            json.put("bos_token_id", 0);
            json.put("eos_token_id", 2);
        }
        if (family == EncoderFamily.ELECTRA) {
            json.put("summary_type", "first");
            json.put("summary_use_proj", true);
            json.put("summary_activation", "gelu");
            json.put("summary_last_dropout", encoder.hiddenDropoutProb());
        }
        json.put("position_embedding_type", "absolute");
        json.put("tie_word_embeddings", true);
        json.put("dtype", "float32");
        writeLabels(json, config.labels(), config.problemType());
        return json;
    }

    private static void writeLabels(ObjectNode json, List<String> labels, @Nullable String problemType) {
        if (labels.isEmpty()) return;
        var forward = json.putObject("id2label");
        var backward = json.putObject("label2id");
        for (int id = 0; id < labels.size(); id++) {
            forward.put(Integer.toString(id), labels.get(id));
            backward.put(labels.get(id), id);
        }
        if (problemType != null) json.put("problem_type", problemType);
    }
}
