// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.random.RandomKey;
import dev.triad.quant.Golden;
import dev.triad.quant.scalar.Granularity;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Embedding;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.optim.Adam;
import dev.triad.torch.optim.AdamConfig;
import dev.triad.torch.optim.ParameterRule;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodedWeightParityTest {
    private static final Pass PASS = Pass.evaluation(Compute.plain());

    private static float[] centroids() {
        var centroids = new float[64];
        for (int n = 0; n < 64; n++) centroids[n] = (float) Math.sin(0.7 * n + 0.2);
        return centroids;
    }

    /// Codes of the reference, which numbers blocks down the outputs first.
    private static byte[] codes() {
        var codes = new byte[512];
        for (int c = 0; c < 512; c++) codes[c % 64 * 8 + c / 64] = (byte) ((5 * c + 3 * (c / 64)) % 16);
        return codes;
    }

    private static long[] populations() {
        var populations = new long[16];
        for (byte code : codes()) populations[code]++;
        return populations;
    }

    @ParameterizedTest
    @EnumSource
    void centroidsGetTheMeasuredGradients(Codebook.Gradient kind) {
        try (var _ = Scope.open();
                var layer = new Linear(32, 64);
                var codebook = new Codebook(centroids(), 4, populations(), kind, Device.CPU)) {
            layer.nameParameters();
            assertThat(populations()).containsOnly(32);
            try (var coded = new CodedWeight(layer.weight(), codes(), codebook, false, null)) {
                var value = coded.apply(layer.weight(), layer.weight().master(), PASS);
                var output = Functional.linear(Tensors.of(Golden.input(), 5, 32), value, null);
                var loss = output.square().sum().mul(0.5);
                assertThat(loss.item()).isCloseTo(91.04394, within(91e-4));
                assertThat(output.sum().item()).isCloseTo(-2.83382, within(3e-4));
                loss.backward();
                var gradient = gradient(codebook.centroids());
                float share = kind == Codebook.Gradient.SUM ? 1 : 1 / 32f;
                double sum = 0;
                double squares = 0;
                for (float g : gradient) {
                    sum += g;
                    squares += g * (double) g;
                }
                assertThat(sum).isCloseTo(31.11537 * share, within(31e-4 * share));
                assertThat(Math.sqrt(squares)).isCloseTo(362.69375 * share, within(362e-4 * share));
                var first = new float[] {74.68613f * share, 76.28413f * share, 77.11995f * share, 77.18523f * share};
                assertThat(Arrays.copyOf(gradient, 4)).containsExactly(first, within(77e-4f * share));
            }
        }
    }

    private static float[] gradient(Tensor leaf) {
        return Objects.requireNonNull(leaf.grad()).toFloats();
    }

    @ParameterizedTest
    @EnumSource
    void theDecodedWeightIsTheCentroidsBitForBit(Codebook.Gradient kind) {
        try (var _ = Scope.open();
                var across = new Linear(64, 32, Linear.Layout.IN_OUT, Initializer.zeros(), null);
                var along = new Linear(64, 32)) {
            across.nameParameters();
            along.nameParameters();
            var expected = new float[32 * 64];
            var codes = codes();
            for (int block = 0; block < 512; block++) {
                System.arraycopy(centroids(), codes[block] * 4, expected, 4 * block, 4);
            }
            for (var layer : java.util.List.of(across, along)) {
                try (var codebook = new Codebook(centroids(), 4, populations(), kind, Device.CPU);
                        var coded = new CodedWeight(layer.weight(), codes, codebook, false, null)) {
                    var value = coded.apply(layer.weight(), layer.weight().master(), PASS);
                    assertThat(value.shape()).isEqualTo(layer.weight().shape());
                    var rows = layer == across ? value.transpose(0, 1).contiguous() : value;
                    assertThat(rows.toFloats()).containsExactly(expected);
                }
            }
        }
    }

    @Test
    void lookedUpRowsAreThoseOfTheDecodedTable() {
        try (var _ = Scope.open();
                var table = new Embedding(64, 32, Initializer.zeros())) {
            table.nameParameters();
            var scales = new float[64];
            for (int i = 0; i < 64; i++) scales[i] = 1 + i / 64f;
            var codebook = new Codebook(centroids(), 4, populations(), Codebook.Gradient.MEAN, Device.CPU);
            try (var coded = new CodedWeight(table.weight(), codes(), codebook, true, scales)) {
                table.weight().transform(coded);
                var ids = Tensors.of(new long[] {5, 63, 5, 0, 1, 2}, 2, 3);
                var looked = table.forward(ids, PASS);
                assertThat(looked.shape()).containsExactly(2, 3, 32);
                assertThat(looked.toFloats())
                        .containsExactly(Functional.embedding(table.weight().value(PASS), ids)
                                .toFloats());
                looked.sum().backward();
                var row = gradient(Objects.requireNonNull(coded.leaves().get("row_scale")));
                assertThat(row[7]).isZero();
                assertThat(row[63]).isNotZero();
                assertThat(table.weight().leaves()).containsOnlyKeys(".centroids", ".row_scale");
            }
        }
    }

    private static final class Two extends Module {
        private final Linear one = child("one", new Linear(32, 64));
        private final Linear two = child("two", new Linear(32, 64));
    }

    @Test
    void aSharedCodebookIsTrainedOnce() {
        try (var _ = Scope.open();
                var model = new Two()) {
            model.initialize(RandomKey.of(1));
            var codebook = new Codebook(centroids(), 4, populations(), Codebook.Gradient.SUM, Device.CPU);
            try (var first = new CodedWeight(model.one.weight(), codes(), codebook, true, null);
                    var second = new CodedWeight(model.two.weight(), codes(), codebook, false, null)) {
                model.one.weight().transform(first);
                model.two.weight().transform(second);
                try (var adam = new Adam(model.uniqueParameters(), AdamConfig.adamW(), ParameterRule::bert, 1)) {
                    assertThat(adam.leaves()).hasSize(3); // two biases, one codebook
                    var x = Tensors.of(Golden.input(), 5, 32);
                    model.one
                            .forward(x, PASS)
                            .add(model.two.forward(x, PASS))
                            .square()
                            .sum()
                            .backward();
                    var master = model.one.weight().master().toFloats();
                    adam.step(0.01, 1);
                    assertThat(model.one.weight().master().toFloats()).containsExactly(master);
                    assertThat(codebook.centroids().toFloats()).isNotEqualTo(centroids());
                    var state = first.state();
                    assertThat(second.state()).containsOnlyKeys("codes");
                    var saved = Map.of(
                            "codes", Objects.requireNonNull(state.get("codes")).copy(),
                            "centroids", Tensors.of(centroids(), 16, 4));
                    first.load(saved);
                    assertThat(codebook.centroids().toFloats()).containsExactly(centroids());
                    assertThat(first.codes()).containsExactly(codes());
                    assertThatThrownBy(() -> first.load(Map.of()))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("centroids");
                }
            }
        }
    }

    @Test
    void codesMustBeAsManyAsBlocks() {
        try (var _ = Scope.open();
                var layer = new Linear(32, 64);
                var codebook = new Codebook(centroids(), 4, populations(), Codebook.Gradient.SUM, Device.CPU)) {
            layer.nameParameters();
            assertThatThrownBy(() -> new CodedWeight(layer.weight(), new byte[511], codebook, false, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("511");
        }
    }

    @Test
    void roundedWeightsStandOnTheirGridsAndTrainStraightThrough() {
        try (var _ = Scope.open();
                var layer = new Linear(32, 64)) {
            layer.nameParameters();
            layer.weight().assign(Tensors.of(Golden.weight(), 64, 32));
            var rounded = new RoundedWeight(layer.weight(), 4, Granularity.CHANNEL);
            layer.weight().transform(rounded);
            var expected = Golden.weight();
            rounded.grids().snap(0, expected, expected.length);
            var value = layer.weight().value(PASS);
            assertThat(value.toFloats()).containsExactly(expected);
            value.sum().backward();
            assertThat(gradient(layer.weight().master())).containsOnly(1);
            assertThat(layer.weight().master().toFloats()).containsExactly(Golden.weight());
        }
    }
}
