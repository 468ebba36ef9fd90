// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.Embedding;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdamTest {
    private static void setGradient(Tensor leaf, Tensor gradient) {
        leaf.clearGrad();
        leaf.mul(gradient).sum().backward();
    }

    /// One number at 1.0, trained with the given gradients; its values after each update.
    private static double[] trajectory(AdamConfig config, DType dtype, double rate, double... gradients) {
        try (var table = new Embedding(1, 1, Initializer.ones())) {
            table.initialize(RandomKey.of(1));
            table.to(Device.CPU, dtype);
            try (var adam = new Adam(table.uniqueParameters(), config, _ -> ParameterRule.PLAIN, 1);
                    var _ = Scope.open()) {
                var values = new double[gradients.length];
                var leaf = table.weight().master();
                for (int i = 0; i < gradients.length; i++) {
                    setGradient(leaf, Tensors.full(gradients[i], dtype, Device.CPU, 1, 1));
                    adam.step(rate, 1);
                    values[i] = leaf.item();
                }
                leaf.clearGrad();
                return values;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void electrasVariantGivesTheHandComputedNumbers(DType dtype) {
        // p₀ = 1, rate 0.1, decay 0.01: without bias correction the first update is 3.17, not 1.01.
        var values = trajectory(AdamConfig.electra(), dtype, 0.1, 0.5, 0.5, -0.25);
        assertThat(values[0]).isCloseTo(0.68279223, within(1e-7));
        assertThat(values[1]).isCloseTo(0.25716928, within(1e-7));
        assertThat(values[2]).isCloseTo(0.00166231, within(1e-7));
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void adamWFollowsItsDefinition(DType dtype) {
        var gradients = new double[] {0.5, -0.1, 0.02};
        double p = 1, m = 0, v = 0, rate = 0.1;
        var values = trajectory(AdamConfig.adamW(), dtype, rate, gradients);
        for (int t = 1; t <= 3; t++) {
            double g = gradients[t - 1];
            p -= rate * 0.01 * p;
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            double corrected = m / (1 - Math.pow(0.9, (double) t));
            p -= rate * corrected / (Math.sqrt(v / (1 - Math.pow(0.999, (double) t))) + 1e-8);
            assertThat(values[t - 1]).isCloseTo(p, within(dtype == DType.F64 ? 1e-12 : 1e-6));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void jukeboxsVariantKeepsEpsilonUnscaledAndDecaysByTheCorrectedStep(DType dtype) {
        var config = new AdamConfig(AdamConfig.Variant.JUKEBOX, 0.9, 0.95, 1e-2, 0.5);
        var gradients = new double[] {0.5, -0.1, 0.02};
        double p = 1, m = 0, v = 0, rate = 0.1;
        var values = trajectory(config, dtype, rate, gradients);
        for (int t = 1; t <= 3; t++) {
            double g = gradients[t - 1];
            m = 0.9 * m + 0.1 * g;
            v = 0.95 * v + 0.05 * g * g;
            double step = rate * Math.sqrt(1 - Math.pow(0.95, (double) t)) / (1 - Math.pow(0.9, (double) t));
            p -= step * (m / (Math.sqrt(v) + 1e-2) + 0.5 * p);
            assertThat(values[t - 1]).isCloseTo(p, within(dtype == DType.F64 ? 1e-12 : 1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theKernelAgreesWithPlainOperationsOnAwkwardSizes(int threads) {
        // f64 takes the path of separate operations, f32 the kernel.
        for (long width : new long[] {1, 1023, 1024, 1025, 40_961}) {
            try (var kernel = new Linear(width, 1, Initializer.normal(1));
                    var plain = new Linear(width, 1, Initializer.normal(1))) {
                kernel.initialize(RandomKey.of(3));
                plain.initialize(RandomKey.of(3));
                plain.to(Device.CPU, DType.F64);
                var config = AdamConfig.adamW();
                try (var fast = new Adam(kernel.uniqueParameters(), config, ParameterRule::bert, threads);
                        var slow = new Adam(plain.uniqueParameters(), config, ParameterRule::bert, 1);
                        var _ = Scope.open()) {
                    for (int t = 0; t < 3; t++) {
                        setGradient(
                                kernel.weight().master(),
                                kernel.weight().master().detach().mul(t + 1.0).copy());
                        setGradient(
                                plain.weight().master(),
                                plain.weight().master().detach().mul(t + 1.0).copy());
                        fast.step(0.01, 0.5);
                        slow.step(0.01, 0.5);
                    }
                    var difference = kernel.weight()
                            .master()
                            .to(DType.F64)
                            .sub(plain.weight().master());
                    assertThat(difference.abs().max().item()).isLessThan(1e-5);
                    fast.leaves().forEach(Tensor::clearGrad);
                    slow.leaves().forEach(Tensor::clearGrad);
                }
            }
        }
    }

    @Test
    void rulesExemptBiasesAndLayerNormsFromDecay() {
        assertThat(ParameterRule.bert("encoder.layer.0.attention.output.LayerNorm.weight")
                        .decays())
                .isFalse();
        assertThat(ParameterRule.bert("encoder.layer.0.output.dense.bias").decays())
                .isFalse();
        assertThat(ParameterRule.bert("embeddings.word_embeddings.weight").decays())
                .isTrue();
        try (var layer = new Linear(1, 1, Initializer.ones())) {
            layer.initialize(RandomKey.of(1));
            try (var adam = new Adam(
                            layer.uniqueParameters(),
                            AdamConfig.electra().withWeightDecay(0.5),
                            name -> name.equals("bias") ? new ParameterRule(0, false) : ParameterRule.bert(name),
                            1);
                    var _ = Scope.open()) {
                setGradient(layer.weight().master(), Tensors.zeros(DType.F32, Device.CPU, 1, 1));
                setGradient(layer.parameters().get("bias").master(), Tensors.full(1, DType.F32, Device.CPU, 1));
                adam.step(0.1, 1);
                assertThat(layer.weight().master().item()).isCloseTo(0.95, within(1e-6));
                assertThat(layer.parameters().get("bias").master().item()).isZero(); // learning rate scale 0
                Gradients.clear(adam.leaves());
            }
        }
    }

    @Test
    void frozenParametersAndParametersWithoutGradientStay() {
        try (var layer = new Linear(2, 2)) {
            layer.initialize(RandomKey.of(1));
            layer.weight().trainable(false);
            try (var adam = new Adam(layer.uniqueParameters(), AdamConfig.adamW(), ParameterRule::bert, 1);
                    var _ = Scope.open()) {
                assertThat(adam.leaves()).hasSize(1);
                var before = layer.parameters().get("bias").master().toFloats();
                adam.step(0.1, 1);
                assertThat(layer.parameters().get("bias").master().toFloats()).containsExactly(before);
            }
        }
    }

    @Test
    void stateGoesIntoANewOptimiserExactly() {
        try (var layer = new Linear(3, 2)) {
            layer.initialize(RandomKey.of(1));
            var config = AdamConfig.adamW();
            try (var first = new Adam(layer.uniqueParameters(), config, ParameterRule::bert, 1);
                    var second = new Adam(layer.uniqueParameters(), config, ParameterRule::bert, 1);
                    var _ = Scope.open()) {
                setGradient(layer.weight().master(), Tensors.full(0.3, DType.F32, Device.CPU, 2, 3));
                first.step(0.1, 1);
                second.load(first.state());
                assertThat(second.updates()).isEqualTo(1);
                second.state()
                        .forEach((name, tensor) -> assertThat(tensor.toFloats())
                                .containsExactly(first.state().get(name).toFloats()));
                Map<String, Tensor> incomplete = new LinkedHashMap<>(first.state());
                incomplete.remove("adam.mean.weight");
                assertThatThrownBy(() -> second.load(incomplete)).hasMessageContaining("adam.mean.weight");
                Gradients.clear(first.leaves());
            }
        }
    }

    @Test
    void normAndClippingAreThePapers() {
        assertThat(Gradients.clip(0.8, 1)).isEqualTo(1);
        assertThat(Gradients.clip(4, 1)).isEqualTo(0.25);
        assertThatThrownBy(() -> Gradients.clip(1, 0)).hasMessageContaining("got 0.0");
        try (var layer = new Linear(2, 1, Initializer.ones());
                var _ = Scope.open()) {
            setGradient(layer.weight().master(), Tensors.of(new float[] {3, 0}, 1, 2));
            setGradient(layer.parameters().get("bias").master(), Tensors.of(new float[] {4}));
            var leaves = layer.uniqueParameters().values().stream()
                    .map(p -> p.master())
                    .toList();
            assertThat(Gradients.norm(leaves)).isCloseTo(5, within(1e-6));
            Gradients.clear(leaves);
            assertThat(Gradients.norm(leaves)).isZero();
        }
    }
}
