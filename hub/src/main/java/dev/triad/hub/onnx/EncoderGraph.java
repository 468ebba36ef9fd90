// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import static dev.triad.hub.onnx.GraphBuilder.FLOAT;
import static dev.triad.hub.onnx.GraphBuilder.INT64;

import dev.triad.hub.onnx.EncoderShape.Family;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// Exports an encoder with its head.
///
/// Inputs are `input_ids`, `attention_mask` and `token_type_ids`, each int64 [batch, sequence], as Hugging
/// Face's tokenizers give them; outputs as [EncoderShape.HeadForm] says. Batch and sequence are free; a
/// sequence longer than the position table is an error when it runs.
public final class EncoderGraph {
    private static final String BATCH = "batch";
    private static final String SEQUENCE = "sequence";

    private final EncoderShape shape;
    private final GraphBuilder graph;
    private final Layers layers;

    private EncoderGraph(EncoderShape shape, Weights weights) {
        this.shape = shape;
        this.graph = new GraphBuilder(shape.family().prefix());
        this.layers = new Layers(graph, weights, shape.layerNormEps());
    }

    /// Writes the file, whole or not at all.
    ///
    /// @param metadata free text by key, kept in the file (labels, where the model came from)
    /// @throws IllegalArgumentException if a tensor has not the size the shape says, or the model more than 2
    /// GiB
    /// @throws IOException if a weight cannot be read or the file not be written
    public static void write(EncoderShape shape, Weights weights, Map<String, String> metadata, Path file)
            throws IOException {
        var export = new EncoderGraph(shape, weights);
        export.build();
        OnnxFile.write(export.graph.build(), metadata, file);
    }

    private void build() {
        var ids = graph.input("input_ids", INT64, BATCH, SEQUENCE);
        var mask = graph.input("attention_mask", INT64, BATCH, SEQUENCE);
        var types = graph.input("token_type_ids", INT64, BATCH, SEQUENCE);

        var words = layers.table(name("embeddings.word_embeddings.weight"), shape.vocabSize(), shape.embeddingSize());
        var x = embeddings(words, ids, types); // [B, T, H]
        var keys = mask(mask); // [B, 1, 1, T]
        for (int i = 0; i < shape.numHiddenLayers(); i++) {
            x = layer(x, keys, name("encoder.layer." + i));
        }
        new HeadGraph(shape, graph, layers).build(x, words, BATCH, SEQUENCE);
    }

    private String name(String suffix) {
        return shape.family().prefix() + "." + suffix;
    }

    private String embeddings(String words, String ids, String types) {
        int width = shape.embeddingSize();
        var places = layers.table(name("embeddings.position_embeddings.weight"), shape.maxPositionEmbeddings(), width);
        var segments = layers.table(name("embeddings.token_type_embeddings.weight"), shape.typeVocabSize(), width);
        var tokens = graph.node(
                "Add", name("embeddings/Add"), List.of(layers.lookUp(words, ids), layers.lookUp(segments, types)));
        var sum = graph.node("Add", name("embeddings/Add_1"), List.of(tokens, layers.lookUp(places, positions(ids))));
        // a range has no length before it runs; with this one word runtimes know every shape and fuse more
        graph.shape(sum, FLOAT, BATCH, SEQUENCE, width);
        var x = layers.layerNorm(sum, name("embeddings.LayerNorm"), width); // [B, T, E]
        return width == shape.hiddenSize()
                ? x
                : layers.linear(x, name("embeddings_project"), width, shape.hiddenSize());
    }

    /// BERT and ELECTRA number columns from 0 [T]; RoBERTa numbers real tokens from the padding id + 1 on, and
    /// padding has the padding id [B, T].
    private String positions(String ids) {
        if (shape.family() == Family.ROBERTA) {
            var padding = graph.integer("pad_token_id", shape.padTokenId());
            var isPadding = graph.node("Equal", "positions/Equal", List.of(ids, padding));
            var isReal = graph.node("Not", "positions/Not", List.of(isPadding));
            var real = graph.node("Cast", "positions/Cast", List.of(isReal), Attribute.of("to", INT64));
            var count = graph.node("CumSum", "positions/CumSum", List.of(real, graph.integer("i:1", 1)));
            var counted = graph.node("Mul", "positions/Mul", List.of(count, real));
            return graph.node("Add", "positions/Add", List.of(counted, padding));
        }
        var size = graph.node("Shape", "positions/Shape", List.of(ids));
        var length = graph.node("Gather", "positions/Gather", List.of(size, graph.integer("i:1", 1)));
        return graph.node(
                "Range", "positions/Range", List.of(graph.integer("i:0", 0), length, graph.integer("i:1", 1)));
    }

    /// What is added to attention scores: 0 for real keys, the lowest float for padding. [B, T] → [B, 1, 1, T].
    private String mask(String mask) {
        var spread = graph.node("Unsqueeze", "mask/Unsqueeze", List.of(mask, graph.integers("i:[1, 2]", 1, 2)));
        var real = graph.node("Cast", "mask/Cast", List.of(spread), Attribute.of("to", FLOAT));
        var padding = graph.node("Sub", "mask/Sub", List.of(graph.number("1", 1), real));
        return graph.node("Mul", "mask/Mul", List.of(padding, graph.number("lowest", -Float.MAX_VALUE)));
    }

    private String layer(String x, String mask, String name) {
        int hidden = shape.hiddenSize();
        var self = name + ".attention.self";
        var q = heads(x, self + ".query", 0, 2, 1, 3); // [B, A, T, d]
        var k = heads(x, self + ".key", 0, 2, 3, 1); // [B, A, d, T]
        var v = heads(x, self + ".value", 0, 2, 1, 3); // [B, A, T, d]
        var products = graph.node("MatMul", self + "/MatMul", List.of(q, k)); // [B, A, T, T]
        var scale = graph.number("sqrt(" + shape.headSize() + ")", Math.sqrt(shape.headSize()));
        var scores = graph.node("Div", self + "/Div", List.of(products, scale));
        var masked = graph.node("Add", self + "/Add", List.of(scores, mask));
        var shares = graph.node("Softmax", self + "/Softmax", List.of(masked), Attribute.of("axis", -1));
        var context = graph.node("MatMul", self + "/MatMul_1", List.of(shares, v)); // [B, A, T, d]
        var joined = graph.node(
                "Transpose", self + "/Transpose", List.of(context), Attribute.of("perm", List.of(0L, 2L, 1L, 3L)));
        var flat = graph.node(
                "Reshape", self + "/Reshape", List.of(joined, graph.integers("i:[0, 0, hidden]", 0, 0, hidden)));
        var attended = layers.linear(flat, name + ".attention.output.dense", hidden, hidden); // [B, T, H]
        var middle = residual(attended, x, name + ".attention.output");

        var wide = layers.linear(middle, name + ".intermediate.dense", hidden, shape.intermediateSize()); // [B, T, F]
        var active = layers.activation(shape.hiddenAct(), wide, name + ".intermediate");
        var narrow = layers.linear(active, name + ".output.dense", shape.intermediateSize(), hidden); // [B, T, H]
        return residual(narrow, middle, name + ".output");
    }

    /// [B, T, H] → heads in the order `perm` wants of [B, T, A, d].
    private String heads(String x, String name, long... perm) {
        var projected = layers.linear(x, name, shape.hiddenSize(), shape.hiddenSize());
        var split = graph.node(
                "Reshape",
                name + "/Reshape",
                List.of(
                        projected,
                        graph.integers("i:[0, 0, heads, size]", 0, 0, shape.numAttentionHeads(), shape.headSize())));
        return graph.node(
                "Transpose",
                name + "/Transpose",
                List.of(split),
                Attribute.of("perm", LongStream.of(perm).boxed().toList()));
    }

    private String residual(String change, String x, String name) {
        var sum = graph.node("Add", name + "/Add", List.of(change, x));
        return layers.layerNorm(sum, name + ".LayerNorm", shape.hiddenSize());
    }
}
