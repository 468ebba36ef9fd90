// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import dev.triad.hub.onnx.EncoderShape.HiddenAct;
import java.util.List;

/// The layers encoders are built of, as operators. Results are named after the layer whose weights they use, so
/// that a graph in a viewer reads like the checkpoint.
final class Layers {
    private final GraphBuilder graph;
    private final Weights weights;
    private final float epsilon;

    /// @param epsilon of layer norms
    Layers(GraphBuilder graph, Weights weights, double epsilon) {
        this.graph = graph;
        this.weights = weights;
        this.epsilon = (float) epsilon;
    }

    /// [.., in] → [.., out]. The file keeps the weight as [in, out], which is how runtimes multiply.
    String linear(String x, String name, int in, int out) {
        var weight = graph.weight(
                name + ".weight",
                List.of((long) in, (long) out),
                new WeightPayload(weights, name + ".weight", out, in, true));
        return bias(graph.node("MatMul", name + "/MatMul", List.of(x, weight)), name, name + ".bias", out);
    }

    /// Adds a vector to the last dimension.
    String bias(String x, String layer, String name, int size) {
        return graph.node("Add", layer + "/Add", List.of(x, vector(name, size)));
    }

    /// [.., size] → [.., size].
    String layerNorm(String x, String name, int size) {
        return graph.node(
                "LayerNormalization",
                name + "/LayerNormalization",
                List.of(x, vector(name + ".weight", size), vector(name + ".bias", size)),
                Attribute.of("axis", -1),
                Attribute.of("epsilon", epsilon));
    }

    private String vector(String name, int size) {
        return graph.weight(name, List.of((long) size), new WeightPayload(weights, name, 1, size, false));
    }

    /// The weight of a table, for [#lookUp].
    String table(String name, int rows, int columns) {
        return graph.weight(
                name, List.of((long) rows, (long) columns), new WeightPayload(weights, name, rows, columns, false));
    }

    /// Ids [..] → rows [.., width].
    String lookUp(String table, String ids) {
        return graph.node("Gather", table + "/Gather", List.of(table, ids), Attribute.of("axis", 0));
    }

    /// Applies an activation; its nodes are named below `name`.
    String activation(HiddenAct act, String x, String name) {
        return switch (act) {
            case GELU -> gelu(x, name);
            case GELU_NEW -> geluNew(x, name);
            case RELU -> graph.node("Relu", name + "/Relu", List.of(x));
            case TANH -> graph.node("Tanh", name + "/Tanh", List.of(x));
        };
    }

    /// ½ x (1 + erf(x / √2)), in the order of operators that runtimes recognise and fuse.
    private String gelu(String x, String name) {
        var scaled = graph.node("Div", name + "/Div", List.of(x, graph.number("sqrt(2)", Math.sqrt(2))));
        var erf = graph.node("Erf", name + "/Erf", List.of(scaled));
        var above = graph.node("Add", name + "/Add_1", List.of(erf, graph.number("1", 1)));
        var product = graph.node("Mul", name + "/Mul", List.of(x, above));
        return graph.node("Mul", name + "/Mul_1", List.of(product, graph.number("1/2", 0.5)));
    }

    /// ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).
    private String geluNew(String x, String name) {
        var cube = graph.node("Pow", name + "/Pow", List.of(x, graph.number("3", 3)));
        var small = graph.node("Mul", name + "/Mul", List.of(cube, graph.number("0.044715", 0.044715)));
        var sum = graph.node("Add", name + "/Add_1", List.of(x, small));
        var scaled =
                graph.node("Mul", name + "/Mul_1", List.of(sum, graph.number("sqrt(2/pi)", Math.sqrt(2 / Math.PI))));
        var tanh = graph.node("Tanh", name + "/Tanh", List.of(scaled));
        var above = graph.node("Add", name + "/Add_2", List.of(tanh, graph.number("1", 1)));
        var half = graph.node("Mul", name + "/Mul_2", List.of(x, graph.number("1/2", 0.5)));
        return graph.node("Mul", name + "/Mul_3", List.of(half, above));
    }
}
