// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import java.util.List;

/// A setting of an operator.
sealed interface Attribute {
    /// A whole number.
    record Whole(String name, long value) implements Attribute {}

    /// Several whole numbers.
    record Wholes(String name, List<Long> values) implements Attribute {}

    /// A number.
    record Real(String name, float value) implements Attribute {}

    static Attribute of(String name, long value) {
        return new Whole(name, value);
    }

    static Attribute of(String name, List<Long> values) {
        return new Wholes(name, values);
    }

    static Attribute of(String name, float value) {
        return new Real(name, value);
    }

    /// The `AttributeProto`: name, value and, in field 20, which kind of value it is.
    default Message message() {
        return switch (this) {
            case Real(var name, var value) ->
                new Message().add(1, name).add(2, value).add(20, 1);
            case Whole(var name, var value) ->
                new Message().add(1, name).add(3, value).add(20, 2);
            case Wholes(var name, var values) -> {
                var message = new Message().add(1, name);
                values.forEach(value -> message.add(8, value));
                yield message.add(20, 7);
            }
        };
    }
}
