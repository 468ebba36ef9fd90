// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.jukebox.prior.Sines;
import dev.triad.torch.GradientCheck;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FactoredAttentionTest {
    private static final TransformerConfig CONFIG = new TransformerConfig(12, 8, 1, 2, 3, 0, 0.5, 1, 1, false, 4, 2);
    private static final Pass PASS = Pass.evaluation(Compute.plain());
    private static final int STATE = 4;

    private static FactoredAttention attention(AttentionPattern pattern) {
        return Sines.fill(new FactoredAttention(CONFIG, pattern));
    }

    private static Tensor input() {
        var values = new float[2 * 12 * 8];
        for (int n = 0, i = 0; n < 2; n++) {
            for (int t = 0; t < 12; t++) {
                for (int c = 0; c < 8; c++) values[i++] = (float) Math.sin(0.5 + 0.31 * n + 0.17 * t + 0.23 * c);
            }
        }
        return Tensors.of(values, 2, 12, 8);
    }

    private static @Nullable Tensor lyrics(AttentionPattern pattern) {
        if (pattern != AttentionPattern.LYRICS) return null;
        var values = new float[2 * 5 * 8];
        for (int n = 0, i = 0; n < 2; n++) {
            for (int s = 0; s < 5; s++) {
                for (int c = 0; c < 8; c++) values[i++] = (float) Math.cos(0.2 + 0.11 * s + 0.19 * c);
            }
        }
        return Tensors.of(values, 2, 5, 8);
    }

    private static Tensor output(FactoredAttention attention, Tensor x, Pass pass) {
        return attention.forward(x, lyrics(attention.pattern()), new CausalMasks(CONFIG, pass), pass);
    }

    @ParameterizedTest
    @CsvSource({
        "DENSE, 2.277385, 11.871032, 0.081589 0.055420 0.028315 0.000732, -0.058147 -0.090621",
        "ROW, 3.818230, 12.740949, 0.081589 0.055420 0.028315 0.000732, -0.057334 -0.091546",
        "COLUMN, 2.951599, 12.173255, 0.081589 0.055420 0.028315 0.000732, -0.057500 -0.090687",
        "PREVIOUS_ROW, 6.562302, 13.402772, 0.168866 0.143543 0.115798 0.086098, -0.053482 -0.087101",
        "LYRICS, -48.071678, 48.071678, -0.158655 -0.192577 -0.223249 -0.250153, -0.303559 -0.311573",
        "PRIME, 1.616604, 11.557944, 0.081589 0.055420 0.028315 0.000732, -0.060683 -0.091400"
    })
    void outputsAreTheReferences(AttentionPattern pattern, double sum, double magnitudes, String first, String last) {
        for (var form : AttentionForm.values()) {
            try (var _ = Scope.open();
                    var attention = attention(pattern)) {
                var pass = Pass.evaluation(Compute.plain().withAttention(form));
                float[] values = output(attention, input(), pass).toFloats();
                assertThat(values).hasSize(192);
                Sines.assertLike(values, sum, magnitudes, numbers(first));
                assertThat((double) values[190]).isCloseTo(numbers(last)[0], Offset.offset(1e-5));
                assertThat((double) values[191]).isCloseTo(numbers(last)[1], Offset.offset(1e-5));
            }
        }
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    /// Which positions a position sees, and how many empty slots.
    @SuppressWarnings("ArrayRecordComponent") // plain data, never compared
    private record View(boolean[] positions, int slots) {
        static View of(AttentionPattern pattern, int query) {
            var seen = new boolean[12];
            for (int key = 0; key < 12; key++) {
                boolean earlierRow = key / 4 < query / 4;
                seen[key] = switch (pattern) {
                    case DENSE -> key <= query;
                    case ROW -> key / 4 == query / 4 && key <= query;
                    case COLUMN -> key % 4 == query % 4 && key <= query;
                    case PREVIOUS_ROW -> key / 4 == query / 4 - 1;
                    case SUMMARY -> earlierRow && key % 4 == 3;
                    case SUMMARY_SPREAD -> earlierRow && key % 4 >= 2;
                    case PRIME -> key <= query && key < 6;
                    case LYRICS -> false;
                };
            }
            int slots = switch (pattern) {
                case PREVIOUS_ROW -> query < 4 ? 4 : 0;
                case SUMMARY -> 1;
                case SUMMARY_SPREAD -> 2;
                default -> 0;
            };
            return new View(seen, slots);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LYRICS")
    void blocksSeeWhatAFullMaskedMatrixSees(AttentionPattern pattern) {
        try (var _ = Scope.open();
                var attention = attention(pattern)) {
            double[] expected = naive(pattern, attention, input());
            float[] actual = output(attention, input(), PASS).toFloats();
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) actual[i]).as("element " + i).isCloseTo(expected[i], Offset.offset(1e-5));
            }
        }
    }

    private static double[] naive(AttentionPattern pattern, FactoredAttention attention, Tensor input) {
        Map<String, float[]> weights = new TreeMap<>();
        attention
                .parameters()
                .forEach((name, parameter) ->
                        weights.put(name, parameter.master().toFloats()));
        double[][] x = rows(input.toFloats(), 8);
        double[][] qkv = affine(x, get(weights, "c_attn.w"), get(weights, "c_attn.b"));
        var seen = new double[x.length][STATE];
        for (int n = 0; n < 2; n++) {
            for (int query = 0; query < 12; query++) {
                var view = View.of(pattern, query);
                for (int head = 0; head < 2; head++) look(view, qkv, n * 12, query, head * 2, seen[n * 12 + query]);
            }
        }
        return Arrays.stream(affine(seen, get(weights, "c_proj.w"), get(weights, "c_proj.b")))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private static float[] get(Map<String, float[]> weights, String name) {
        var found = weights.get(name);
        assertThat(found).isNotNull();
        return found;
    }

    private static void look(View view, double[][] qkv, int base, int query, int channel, double[] into) {
        double sum = view.slots; // e⁰ each, for values of zero
        for (int key = 0; key < 12; key++) {
            if (!view.positions[key]) continue;
            double score = 0;
            for (int d = 0; d < 2; d++) score += qkv[base + query][channel + d] * qkv[base + key][STATE + channel + d];
            double weight = Math.exp(score / Math.sqrt(2));
            sum += weight;
            for (int d = 0; d < 2; d++) into[channel + d] += weight * qkv[base + key][2 * STATE + channel + d];
        }
        for (int d = 0; d < 2; d++) into[channel + d] /= sum;
    }

    private static double[][] rows(float[] values, int width) {
        var rows = new double[values.length / width][width];
        for (int i = 0; i < values.length; i++) rows[i / width][i % width] = values[i];
        return rows;
    }

    private static double[][] affine(double[][] x, float[] w, float[] b) {
        var y = new double[x.length][b.length];
        for (int row = 0; row < x.length; row++) {
            for (int j = 0; j < b.length; j++) {
                y[row][j] = b[j];
                for (int i = 0; i < x[row].length; i++) y[row][j] += x[row][i] * w[i * b.length + j];
            }
        }
        return y;
    }

    @ParameterizedTest
    @CsvSource({
        "DENSE, 9, 0 1 2 3 4 5 6 7 8 9",
        "ROW, 9, 8 9",
        "COLUMN, 9, 1 5 9",
        "PREVIOUS_ROW, 9, 4 5 6 7 9",
        "PREVIOUS_ROW, 2, ''",
        "LYRICS, 9, 9",
        "PRIME, 9, 0 1 2 3 4 5 9",
        "SUMMARY, 9, 3 7 9",
        "SUMMARY_SPREAD, 9, 2 3 6 7 9"
    })
    void positionsDependOnWhatTheirPatternSees(AttentionPattern pattern, int query, String positions) {
        try (var _ = Scope.open();
                var attention = attention(pattern)) {
            var x = input().requiresGrad(true);
            output(attention, x, PASS).select(1, query).square().sum().backward();
            var gradient = x.grad();
            var dependent = gradient == null
                    ? new int[0]
                    : IntStream.range(0, 12)
                            .filter(t -> gradient.select(1, t).abs().sum().item() > 0)
                            .toArray();
            x.clearGrad();
            assertThat(dependent)
                    .containsExactly(Arrays.stream(positions.split(" "))
                            .filter(text -> !text.isEmpty())
                            .mapToInt(Integer::parseInt)
                            .toArray());
        }
    }

    @ParameterizedTest
    @EnumSource
    void gradientsAreTheDerivatives(AttentionPattern pattern) {
        var pass = Pass.evaluation(GradientCheck.compute(AttentionForm.EXPLICIT));
        try (var _ = Scope.open();
                var attention = attention(pattern)) {
            attention.to(Device.CPU, DType.F64);
            var x = GradientCheck.input("x", 1, 12, 8);
            var lyrics = GradientCheck.input("lyrics", 1, 5, 8);
            var inputs = pattern == AttentionPattern.LYRICS ? List.of(x, lyrics) : List.of(x);
            GradientCheck.check(
                    attention, inputs, () -> attention.forward(x, lyrics, new CausalMasks(CONFIG, pass), pass));
        }
    }

    @Test
    void patternSevenOfTheReleasedModelSeesLyricsAndTheFirstCodes() {
        var config = TransformerConfig.of(6144, 2048, 72, 2, 64, 12, 0.2).withPrime(6528, 384);
        assertThat(config.primePositions()).isEqualTo(448);
        assertThat(config.rowLength()).isEqualTo(102);
    }

    @Test
    void layersWithoutLyricsHaveNoWeightsOnThem() {
        try (var _ = Scope.open();
                var attention = attention(AttentionPattern.ROW)) {
            assertThatThrownBy(() -> attention.weights(input(), null, PASS)).hasMessageContaining("does not look");
        }
    }
}
