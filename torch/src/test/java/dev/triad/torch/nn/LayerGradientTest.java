// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import static dev.triad.torch.GradientCheck.check;
import static dev.triad.torch.GradientCheck.input;
import static dev.triad.torch.GradientCheck.trainingPass;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.GradientCheck;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Gradients of every layer against central differences in f64.
class LayerGradientTest {
    private final Compute compute = GradientCheck.compute(AttentionForm.EXPLICIT);

    private static <M extends Module> M prepared(M module) {
        module.initialize(RandomKey.of(11));
        module.to(Device.CPU, DType.F64);
        return module;
    }

    @ParameterizedTest
    @EnumSource
    void linear(Linear.Layout layout) {
        try (var layer = prepared(new Linear(5, 3, layout, Initializer.normal(0.5), Initializer.normal(0.5)));
                var _ = Scope.open()) {
            var x = input("x", 2, 4, 5);
            check(layer, List.of(x), () -> layer.forward(x, Pass.evaluation(compute)));
        }
    }

    @Test
    void embedding() {
        try (var layer = prepared(new Embedding(6, 3, Initializer.normal(1)));
                var _ = Scope.open()) {
            var ids = Tensors.of(new long[] {0, 5, 5, 2}, 2, 2);
            check(layer, List.of(), () -> layer.forward(ids, Pass.evaluation(compute)));
        }
    }

    @Test
    void layerNorm() {
        try (var layer = prepared(new LayerNorm(6, 1e-12));
                var _ = Scope.open()) {
            var x = input("x", 3, 6);
            check(layer, List.of(x), () -> layer.forward(x, Pass.evaluation(compute)));
        }
    }

    @Test
    void convolution() {
        var shape = new Conv1dShape(4, 6, 3, 2, 2, 2, 2);
        try (var layer = prepared(new Conv1d(shape));
                var _ = Scope.open()) {
            var x = input("x", 2, 4, 11);
            check(layer, List.of(x), () -> layer.forward(x, Pass.evaluation(compute)));
        }
    }

    @Test
    void transposedConvolution() {
        try (var layer = prepared(new ConvTranspose1d(new Conv1dShape(4, 6, 4, 2, 1)));
                var _ = Scope.open()) {
            var x = input("x", 2, 4, 5);
            check(layer, List.of(x), () -> layer.forward(x, Pass.evaluation(compute)));
        }
    }

    @Test
    void dropout() {
        var layer = new Dropout(0.4);
        try (var _ = Scope.open()) {
            var x = input("x", 5, 7);
            check(layer, List.of(x), () -> layer.forward(x, trainingPass(compute)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void attention(AttentionForm form) {
        var its = GradientCheck.compute(form);
        try (var layer = prepared(new MultiHeadAttention(6, 2, 0, Initializer.normal(0.5)));
                var _ = Scope.open()) {
            var x = input("x", 2, 4, 6);
            var memory = input("memory", 2, 3, 6);
            var mask = Tensors.of(new double[] {0, 0, -10_000, 0, 0, 0}, 2, 1, 1, 3);
            check(layer, List.of(x, memory), () -> layer.forward(x, memory, mask, Pass.evaluation(its)));
        }
    }

    @Test
    void attentionWithDropout() {
        try (var layer = prepared(new MultiHeadAttention(6, 2, 0.3, Initializer.normal(0.5)));
                var _ = Scope.open()) {
            var x = input("x", 2, 4, 6);
            check(layer, List.of(x), () -> layer.forward(x, null, trainingPass(compute)));
        }
    }

    @Test
    void stackWithSharedLayersAndLayerDrop() {
        var plan = LayerStack.Plan.of(6).withShare(2).withLayerDrop(0.3);
        try (var stack = prepared(new LayerStack<>(plan, _ -> new Linear(3, 3, Initializer.normal(0.7))));
                var _ = Scope.open()) {
            var x = input("x", 2, 3);
            check(
                    List.of(x),
                    () -> stack.forward(
                            x,
                            trainingPass(compute),
                            (layer, hidden) -> layer.forward(hidden, Pass.evaluation(compute))
                                    .tanh()));
        }
    }

    @Test
    void functions() {
        try (var _ = Scope.open()) {
            var x = input("x", 3, 5);
            check(List.of(x), () -> Functional.gelu(x));
            check(List.of(x), () -> Functional.geluTanh(x));
            check(List.of(x), () -> Functional.softmax(x, -1));
            check(List.of(x), () -> Functional.logSoftmax(x, -1));
            var classes = Tensors.of(new long[] {4, 0, 2});
            check(List.of(x), () -> Functional.crossEntropy(x, classes, Functional.Reduction.NONE));
            var labels = Tensors.of(new double[] {0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0}, 3, 5);
            check(List.of(x), () -> Functional.binaryCrossEntropyWithLogits(x, labels, Functional.Reduction.MEAN));
        }
    }
}
