// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A `GraphProto` in the making. A value is known by its name: every operator takes names and returns the name
/// of its result, which is also the node's.
final class GraphBuilder {
    static final int FLOAT = 1;
    static final int INT64 = 7;

    // GraphProto
    private static final int NODE = 1;
    private static final int GRAPH_NAME = 2;
    private static final int INITIALIZER = 5;
    private static final int INPUT = 11;
    private static final int OUTPUT = 12;
    private static final int VALUE_INFO = 13;

    private final Message graph = new Message();
    private final Set<String> names = new HashSet<>();

    GraphBuilder(String name) {
        graph.add(GRAPH_NAME, name);
    }

    /// Applies an operator.
    ///
    /// @param operator its name in the standard
    /// @param result the name of what it gives
    /// @return that name
    String node(String operator, String result, List<String> inputs, Attribute... attributes) {
        var node = new Message();
        inputs.forEach(input -> node.add(1, input));
        node.add(2, result).add(3, result).add(4, operator);
        for (var attribute : attributes) {
            node.add(5, attribute.message());
        }
        graph.add(NODE, claim(result, node));
        return result;
    }

    /// A weight.
    ///
    /// @param dimensions as the file has them
    String weight(String name, List<Long> dimensions, WeightPayload values) {
        graph.add(INITIALIZER, claim(name, tensor(name, FLOAT, dimensions, values)));
        return name;
    }

    /// Whole numbers that an operator needs; the same name twice is the same constant.
    String integers(String name, long... values) {
        return integers(name, List.of((long) values.length), values);
    }

    /// One whole number, of no dimension.
    String integer(String name, long value) {
        return integers(name, List.of(), value);
    }

    private String integers(String name, List<Long> dimensions, long... values) {
        if (names.add(name)) {
            var bytes = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
            for (long value : values) {
                bytes.putLong(value);
            }
            graph.add(INITIALIZER, tensor(name, INT64, dimensions, Payload.of(bytes.array())));
        }
        return name;
    }

    /// One number, of no dimension; the same name twice is the same constant.
    String number(String name, double value) {
        if (names.add(name)) {
            var bytes = ByteBuffer.allocate(Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat((float) value);
            graph.add(INITIALIZER, tensor(name, FLOAT, List.of(), Payload.of(bytes.array())));
        }
        return name;
    }

    private static Message tensor(String name, int type, List<Long> dimensions, Payload raw) {
        var tensor = new Message();
        dimensions.forEach(dimension -> tensor.add(1, dimension));
        return tensor.add(2, type).add(8, name).add(9, raw);
    }

    private Message claim(String name, Message message) {
        if (!names.add(name)) {
            throw new IllegalStateException("two values of the graph are called " + name);
        }
        return message;
    }

    /// What a caller gives.
    ///
    /// @param dimensions numbers, or names where the caller is free
    String input(String name, int type, Object... dimensions) {
        graph.add(INPUT, claim(name, valueInfo(name, type, dimensions)));
        return name;
    }

    /// What a caller gets: a value that some node has the name of.
    void output(String name, int type, Object... dimensions) {
        graph.add(OUTPUT, valueInfo(name, type, dimensions));
    }

    /// Says what shape a value in between has, where runtimes cannot tell.
    void shape(String name, int type, Object... dimensions) {
        graph.add(VALUE_INFO, valueInfo(name, type, dimensions));
    }

    private static Message valueInfo(String name, int type, Object... dimensions) {
        var shape = new Message();
        for (var dimension : dimensions) {
            shape.add(
                    1,
                    switch (dimension) {
                        case Integer fixed -> new Message().add(1, fixed);
                        case String free -> new Message().add(2, free);
                        default -> throw new IllegalArgumentException("a dimension is a number or a name");
                    });
        }
        var tensorType = new Message().add(1, type).add(2, shape);
        return new Message().add(1, name).add(2, new Message().add(1, tensorType));
    }

    Message build() {
        return graph;
    }
}
