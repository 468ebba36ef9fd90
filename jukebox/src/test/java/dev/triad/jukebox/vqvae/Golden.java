// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.torch.nn.Module;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import org.assertj.core.data.Offset;

/// Models filled with sines, as the reference numbers were made, and the comparison with them.
final class Golden {
    private Golden() {}

    /// The small codec of the reference numbers.
    static VqVaeConfig config() {
        return new VqVaeConfig(8000, List.of(2, 1, 1), 2, 4, 2, 4, 8, List.of(2, 1, 1), 3, 0, true);
    }

    static VqVae model(CodebookRule rule) {
        var model = new VqVae(config(), rule);
        fill(model, 0.3);
        return model;
    }

    /// Element i of the tensor whose name is the j-th in ASCII order becomes A sin(1 + 0.7 j + 0.13 i).
    static void fill(Module model, double amplitude) {
        try (var _ = Scope.open()) {
            var all = new TreeMap<String, Tensor>();
            model.parameters().forEach((name, parameter) -> all.put(name, parameter.master()));
            model.buffers().forEach((name, buffer) -> {
                if (name.endsWith(".k")) all.put(name, buffer);
            });
            assertThat(all).hasSize(245);
            var values = new LinkedHashMap<String, Tensor>(model.buffers());
            int j = 0;
            for (var entry : all.entrySet()) {
                values.put(entry.getKey(), sines(entry.getValue(), amplitude, j++));
            }
            model.load(values);
        }
    }

    private static Tensor sines(Tensor like, double amplitude, int j) {
        var numbers = new float[(int) like.count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (amplitude * Math.sin(1 + 0.7 * j + 0.13 * i));
        }
        return Tensors.of(numbers, like.shape());
    }

    /// A codebook filled as the other tensors are, with amplitude 1; its name is among the first.
    static void fillPlainly(Codebook codebook, int level) {
        codebook.vectors().copy_(sines(codebook.vectors(), 1, level));
    }

    /// 0.5 sin 0.3 t + 0.3 cos 0.01 t² for 64 samples, [1, 64].
    static Tensor audio() {
        var samples = new float[64];
        for (int t = 0; t < samples.length; t++) {
            samples[t] = (float) (0.5 * Math.sin(0.3 * t) + 0.3 * Math.cos(0.01 * t * t));
        }
        return Tensors.of(samples, 1, samples.length);
    }

    /// Row m of a codebook is the encoder's output at time ⌊m T / 8⌋ plus `amplitude` sin(m + c).
    static void fillCodebook(Codebook codebook, Tensor vectors, double amplitude) {
        float[] rows = vectors.toFloats();
        int width = (int) vectors.size(1);
        int times = (int) vectors.size(0);
        var values = new float[8 * width];
        for (int m = 0; m < 8; m++) {
            for (int c = 0; c < width; c++) {
                values[m * width + c] =
                        rows[m * times / 8 * width + c] + (float) (amplitude * Math.sin((double) m + c));
            }
        }
        codebook.vectors().copy_(Tensors.of(values, 8, width));
    }

    static double sum(float[] values) {
        double sum = 0;
        for (float value : values) sum += value;
        return sum;
    }

    static double absoluteSum(float[] values) {
        double sum = 0;
        for (float value : values) sum += Math.abs(value);
        return sum;
    }

    static void assertSum(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, Offset.offset(2e-5 * Math.max(1, Math.abs(expected))));
    }

    static void assertStarts(float[] actual, double... expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).as("element " + i).isCloseTo(expected[i], Offset.offset(1e-5));
        }
    }
}
