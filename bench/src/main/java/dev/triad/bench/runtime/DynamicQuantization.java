// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.runtime;

import dev.triad.bench.runtime.WireMessage.Field;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Turns an encoder's f32 ONNX file into what ONNX Runtime's own dynamic quantisation makes of it by default:
/// matrices of products and tables as int8 with one step for each, symmetric; activations as uint8 by the range
/// they have when it runs. ONNX Runtime fuses the operators that stand here one by one.
final class DynamicQuantization {
    // ModelProto, GraphProto
    private static final int GRAPH = 7;
    private static final int NODE = 1;
    private static final int INITIALIZER = 5;
    // NodeProto
    private static final int INPUT = 1;
    private static final int OUTPUT = 2;
    private static final int NAME = 3;
    private static final int OPERATOR = 4;
    private static final int ATTRIBUTE = 5;
    // TensorProto
    private static final int DIMENSION = 1;
    private static final int TYPE = 2;
    private static final int TENSOR_NAME = 8;
    private static final int RAW = 9;

    private static final int FLOAT = 1;
    private static final int INT8 = 3;

    private final Set<String> matrices = new HashSet<>();
    private final Map<String, String> rounded = new HashMap<>();
    private final List<Field> fields = new ArrayList<>();

    private DynamicQuantization() {}

    /// Writes the quantised model beside the other.
    static void write(Path source, Path target) throws IOException {
        var model = WireMessage.parse(ByteBuffer.wrap(Files.readAllBytes(source)));
        var changed = new ArrayList<Field>();
        for (var field : model.fields()) {
            changed.add(
                    field.number() == GRAPH
                            ? Field.of(GRAPH, new DynamicQuantization().graph(field.message()))
                            : field);
        }
        Files.write(target, new WireMessage(changed).bytes());
    }

    private WireMessage graph(WireMessage graph) {
        findMatrices(graph);
        for (var field : graph.fields()) {
            switch (field.number()) {
                case INITIALIZER -> initializer(field);
                case NODE -> node(field);
                default -> fields.add(field);
            }
        }
        return new WireMessage(fields);
    }

    private void findMatrices(WireMessage graph) {
        var known = new HashSet<String>();
        for (var field : graph.all(INITIALIZER)) {
            var tensor = field.message();
            boolean isFloat = tensor.all(TYPE).getFirst().value() == FLOAT;
            if (isFloat && tensor.all(DIMENSION).size() == 2) known.add(tensor.text(TENSOR_NAME));
        }
        for (var field : graph.all(NODE)) {
            var node = field.message();
            weight(node).filter(known::contains).ifPresent(matrices::add);
        }
    }

    /// The name of what may be a weight: the right side of a product, or the table of a look-up.
    private static Optional<String> weight(WireMessage node) {
        var inputs = node.all(INPUT).stream().map(Field::text).toList();
        return switch (node.text(OPERATOR)) {
            case "MatMul" -> Optional.of(inputs.get(1));
            case "Gather" -> Optional.of(inputs.get(0));
            default -> Optional.empty();
        };
    }

    private void initializer(Field field) {
        var tensor = field.message();
        String name = tensor.text(TENSOR_NAME);
        if (!matrices.contains(name)) {
            fields.add(field);
            return;
        }
        var floats = tensor.all(RAW)
                .getFirst()
                .content()
                .duplicate()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float largest = 0;
        for (int i = 0; i < floats.limit(); i++) largest = Math.max(largest, Math.abs(floats.get(i)));
        float scale = largest == 0 ? 1 : largest / 127;
        var codes = new byte[floats.limit()];
        for (int i = 0; i < codes.length; i++) codes[i] = (byte) Math.rint(floats.get(i) / scale);
        add(name + ".int8", tensor.all(DIMENSION), INT8, codes);
        var step =
                ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(scale);
        add(name + ".scale", List.of(), FLOAT, step.array());
        add(name + ".zero", List.of(), INT8, new byte[1]);
    }

    private void add(String name, List<Field> dimensions, int type, byte[] raw) {
        var tensor = new ArrayList<>(dimensions);
        tensor.addAll(List.of(Field.of(TYPE, type), Field.of(TENSOR_NAME, name), Field.of(RAW, raw)));
        fields.add(Field.of(INITIALIZER, new WireMessage(tensor)));
    }

    private void node(Field field) {
        var node = field.message();
        var weight = weight(node).filter(matrices::contains);
        if (weight.isEmpty()) {
            fields.add(field);
            return;
        }
        String matrix = weight.get();
        String result = node.text(OUTPUT);
        var inputs = node.all(INPUT).stream().map(Field::text).toList();
        if (node.text(OPERATOR).equals("Gather")) {
            add("Gather", List.of(matrix + ".int8", inputs.get(1)), List.of(result + ".int8"), node.all(ATTRIBUTE));
            add(
                    "DequantizeLinear",
                    List.of(result + ".int8", matrix + ".scale", matrix + ".zero"),
                    List.of(result),
                    List.of());
            return;
        }
        String x = rounded.computeIfAbsent(inputs.getFirst(), this::round);
        add(
                "MatMulInteger",
                List.of(x + ".uint8", matrix + ".int8", x + ".zero", matrix + ".zero"),
                List.of(result + ".int32"),
                List.of());
        var toFloat = WireMessage.of(Field.of(1, "to"), Field.of(3, FLOAT), Field.of(20, 2));
        add("Cast", List.of(result + ".int32"), List.of(result + ".float"), List.of(Field.of(ATTRIBUTE, toFloat)));
        add("Mul", List.of(x + ".scale", matrix + ".scale"), List.of(result + ".scale"), List.of());
        add("Mul", List.of(result + ".float", result + ".scale"), List.of(result), List.of());
    }

    /// Query, key and value take the same input: it is rounded once.
    private String round(String x) {
        add("DynamicQuantizeLinear", List.of(x), List.of(x + ".uint8", x + ".scale", x + ".zero"), List.of());
        return x;
    }

    private void add(String operator, List<String> inputs, List<String> outputs, List<Field> attributes) {
        var node = new ArrayList<Field>();
        inputs.forEach(input -> node.add(Field.of(INPUT, input)));
        outputs.forEach(output -> node.add(Field.of(OUTPUT, output)));
        node.add(Field.of(NAME, outputs.getFirst() + "/" + operator));
        node.add(Field.of(OPERATOR, operator));
        node.addAll(attributes);
        fields.add(Field.of(NODE, new WireMessage(node)));
    }
}
