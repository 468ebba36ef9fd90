// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.model;

import dev.triad.core.file.JsonPart;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import dev.triad.runtime.matrix.Activation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The sizes of an encoder and what it answers: what matters of a `config.json`.
///
/// @param family ELECTRA, BERT or RoBERTa
/// @param vocabSize rows of the token table
/// @param embeddingSize width of the tables; other than `hiddenSize` only for ELECTRA, which then projects
/// @param hiddenSize width of the layers
/// @param layers how many layers
/// @param attentionHeads how many heads share the hidden size
/// @param intermediateSize width of the feed-forward layers
/// @param activation theirs
/// @param positions rows of the position table (RoBERTa's has more than positions)
/// @param segments rows of the segment table
/// @param epsilon ε of layer norms
/// @param padding the id that fills rows up, from which RoBERTa counts positions
/// @param head the kind of answer
/// @param labels names of the classes in the order of the logits; empty where the head has none
/// @param problemType Hugging Face's "regression", "single_label_classification" or "multi_label_classification",
///     empty where it does not say
public record EncoderConfig(
        Family family,
        int vocabSize,
        int embeddingSize,
        int hiddenSize,
        int layers,
        int attentionHeads,
        int intermediateSize,
        Activation activation,
        int positions,
        int segments,
        float epsilon,
        int padding,
        HeadKind head,
        List<String> labels,
        Optional<String> problemType) {
    /// More classes than any task has: a number beyond is a mistake that would only cost memory.
    private static final int MOST_LABELS = 1 << 16;

    public EncoderConfig {
        labels = List.copyOf(labels);
        requirePositive("vocab_size", vocabSize);
        requirePositive("embedding_size", embeddingSize);
        requirePositive("hidden_size", hiddenSize);
        requirePositive("num_hidden_layers", layers);
        requirePositive("num_attention_heads", attentionHeads);
        requirePositive("intermediate_size", intermediateSize);
        requirePositive("max_position_embeddings", positions);
        requirePositive("type_vocab_size", segments);
        if (hiddenSize % attentionHeads != 0) {
            throw new IllegalArgumentException("hidden_size must be a multiple of num_attention_heads, got "
                    + hiddenSize + " and " + attentionHeads);
        }
        if (padding < 0 || padding >= vocabSize) {
            throw new IllegalArgumentException("pad_token_id must be in the vocabulary, got " + padding);
        }
        if (family == Family.ROBERTA && positions <= padding + 1) {
            throw new IllegalArgumentException(
                    "max_position_embeddings must be more than pad_token_id + 1, got " + positions + " and " + padding);
        }
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("layer_norm_eps must be positive, got " + epsilon);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, got " + value);
        }
    }

    /// Reads the text of a `config.json`. Keys that do not concern the encoder are passed over; those that would
    /// change its numbers are refused.
    ///
    /// @param place what errors call it
    /// @throws ModelFileException when it makes no sense, or describes another kind of model
    public static EncoderConfig read(String place, String text) throws ModelFileException {
        var json = JsonPart.read(place, text.getBytes(StandardCharsets.UTF_8));
        try {
            return read(json);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(place, String.valueOf(e.getMessage()));
        }
    }

    private static EncoderConfig read(JsonPart json) throws ModelFileException {
        var type = json.get("model_type");
        var family = Family.parse(type.text().orElseThrow(type::notRead));
        json.get("is_decoder").require(false);
        json.get("add_cross_attention").require(false);
        if (!json.get("position_embedding_type").isAbsent()) {
            json.get("position_embedding_type").require("absolute");
        }
        boolean electra = family == Family.ELECTRA;
        boolean roberta = family == Family.ROBERTA;
        int hidden = number(json.get("hidden_size"), electra ? 256 : 768);
        var architectures = json.get("architectures").elements();
        var head = architectures.isEmpty()
                ? HeadKind.NONE
                : HeadKind.parse(architectures.getFirst().text().orElse(""), family);
        return new EncoderConfig(
                family,
                number(json.get("vocab_size"), roberta ? 50_265 : 30_522),
                electra ? number(json.get("embedding_size"), 128) : hidden,
                hidden,
                number(json.get("num_hidden_layers"), 12),
                number(json.get("num_attention_heads"), electra ? 4 : 12),
                number(json.get("intermediate_size"), electra ? 1024 : 3072),
                Activation.parse(json.get("hidden_act").text().orElse("gelu")),
                number(json.get("max_position_embeddings"), 512),
                number(json.get("type_vocab_size"), 2),
                json.get("layer_norm_eps").number().map(Number::floatValue).orElse(1e-12F),
                number(json.get("pad_token_id"), roberta ? 1 : 0),
                head,
                head.hasLabels() ? labels(json) : List.of(),
                json.get("problem_type").text());
    }

    private static int number(JsonPart part, int absent) throws ModelFileException {
        return part.isAbsent() ? absent : part.whole();
    }

    /// `id2label` in the order of ids, or so many unnamed ones as `num_labels` says (2 when it does not).
    private static List<String> labels(JsonPart json) throws ModelFileException {
        var names = json.get("id2label");
        if (!names.isObject()) {
            int count = number(json.get("num_labels"), 2);
            if (count < 1 || count > MOST_LABELS) {
                throw json.get("num_labels").notRead();
            }
            return IntStream.range(0, count).mapToObj(i -> "LABEL_" + i).toList();
        }
        var byId = new TreeMap<Integer, String>();
        for (String id : names.names()) {
            try {
                byId.put(Integer.parseInt(id), names.get(id).text().orElse(""));
            } catch (NumberFormatException _) {
                throw names.fault("has the key " + Quote.of(id) + ", which is no number");
            }
        }
        if (byId.isEmpty() || byId.firstKey() != 0 || byId.lastKey() != byId.size() - 1) {
            throw names.fault("must number labels from 0 without gaps");
        }
        return new ArrayList<>(byId.values());
    }

    /// Width of one attention head.
    public int headSize() {
        return hiddenSize / attentionHeads;
    }

    /// Whether embeddings are projected to the hidden size.
    public boolean projects() {
        return embeddingSize != hiddenSize;
    }

    /// The longest input in tokens: RoBERTa's position table begins with rows that no token uses.
    public int maxLength() {
        return family == Family.ROBERTA ? positions - padding - 1 : positions;
    }
}
