// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import static dev.triad.hub.onnx.GraphBuilder.FLOAT;

import dev.triad.hub.onnx.EncoderShape.HiddenAct;
import java.util.List;

/// What stands on an encoder, and the outputs of the graph.
final class HeadGraph {
    private final EncoderShape shape;
    private final GraphBuilder graph;
    private final Layers layers;
    private final int hidden;

    HeadGraph(EncoderShape shape, GraphBuilder graph, Layers layers) {
        this.shape = shape;
        this.graph = graph;
        this.layers = layers;
        this.hidden = shape.hiddenSize();
    }

    /// @param x the encoder's last layer [B, T, H]
    /// @param words the token table
    /// @param batch the name of the free first dimension
    /// @param sequence the name of the free second dimension
    void build(String x, String words, String batch, String sequence) {
        switch (shape.head()) {
            case NONE -> output(x, "last_hidden_state", batch, sequence, hidden);
            case REPLACED_TOKEN -> output(replacedToken(x), "logits", batch, sequence);
            case MASKED_LM -> output(maskedToken(x, words), "logits", batch, sequence, shape.vocabSize());
            case SEQUENCE_CLASSIFICATION -> output(classes(first(x)), "logits", batch, shape.labels());
            case LINEAR_CLASSIFICATION -> output(labels(first(x), "classifier"), "logits", batch, shape.labels());
            case TOKEN_CLASSIFICATION -> output(labels(x, "classifier"), "logits", batch, sequence, shape.labels());
            case QUESTION_ANSWERING -> {
                var both = layers.linear(x, "qa_outputs", hidden, 2); // [B, T, 2]
                output(column(both, 0), "start_logits", batch, sequence);
                output(column(both, 1), "end_logits", batch, sequence);
            }
        }
    }

    /// Gives a value the name under which callers know it.
    private void output(String value, String name, Object... dimensions) {
        graph.node("Identity", name, List.of(value));
        graph.output(name, FLOAT, dimensions);
    }

    private String replacedToken(String x) {
        var dense = layers.linear(x, "discriminator_predictions.dense", hidden, hidden);
        var active = layers.activation(shape.hiddenAct(), dense, "discriminator_predictions");
        return column(layers.linear(active, "discriminator_predictions.dense_prediction", hidden, 1), 0); // [B, T]
    }

    /// A masked language head's tensors in the checkpoint of a family.
    private record MaskedNames(String dense, String norm, String output, String bias) {}

    private String maskedToken(String x, String words) {
        var names = switch (shape.family()) {
            case ELECTRA ->
                new MaskedNames(
                        "generator_predictions.dense",
                        "generator_predictions.LayerNorm",
                        "generator_lm_head",
                        "generator_lm_head.bias");
            case BERT ->
                new MaskedNames(
                        "cls.predictions.transform.dense",
                        "cls.predictions.transform.LayerNorm",
                        "cls.predictions.decoder",
                        "cls.predictions.bias");
            case ROBERTA -> new MaskedNames("lm_head.dense", "lm_head.layer_norm", "lm_head.decoder", "lm_head.bias");
        };
        // BERT's head follows the layers, the others' is GELU whatever they have
        var act = shape.family() == EncoderShape.Family.BERT ? shape.hiddenAct() : HiddenAct.GELU;
        int width = shape.embeddingSize();
        var dense = layers.linear(x, names.dense, hidden, width);
        var norm =
                layers.layerNorm(layers.activation(act, dense, names.dense + "/act"), names.norm, width); // [B, T, E]
        var table = shape.tiedOutput() ? words : layers.table(names.output + ".weight", shape.vocabSize(), width);
        // the table lies in the file once; runtimes turn it round when they load it
        var turned = graph.node(
                "Transpose", names.output + "/Transpose", List.of(table), Attribute.of("perm", List.of(1L, 0L)));
        var products = graph.node("MatMul", names.output + "/MatMul", List.of(norm, turned)); // [B, T, V]
        return layers.bias(products, names.output, names.bias, shape.vocabSize());
    }

    private String classes(String first) {
        return switch (shape.family()) {
            case BERT -> {
                var pooled = layers.linear(first, "bert.pooler.dense", hidden, hidden);
                yield labels(layers.activation(HiddenAct.TANH, pooled, "bert.pooler"), "classifier");
            }
            case ELECTRA -> denseClasses(first, HiddenAct.GELU);
            case ROBERTA -> denseClasses(first, HiddenAct.TANH);
        };
    }

    private String denseClasses(String first, HiddenAct act) {
        var dense = layers.linear(first, "classifier.dense", hidden, hidden);
        return labels(layers.activation(act, dense, "classifier"), "classifier.out_proj");
    }

    private String labels(String x, String name) {
        return layers.linear(x, name, hidden, shape.labels());
    }

    /// The first token of every row: [B, T, H] → [B, H].
    private String first(String x) {
        return graph.node("Gather", "first/Gather", List.of(x, graph.integer("i:0", 0)), Attribute.of("axis", 1));
    }

    /// One column of the last dimension: [B, T, n] → [B, T].
    private String column(String x, int column) {
        var index = graph.integer("i:" + column, column);
        return graph.node("Gather", x + "/column_" + column, List.of(x, index), Attribute.of("axis", 2));
    }
}
