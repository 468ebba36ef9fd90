// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import static dev.triad.torch.GradientCheck.input;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A row image with its channels last is convolved to the same numbers as [B, C, T].
class RowConvolutionTest {
    @ParameterizedTest
    @CsvSource({"3,1,1,1", "3,1,9,9", "4,2,1,1", "1,1,0,1"})
    void convolutionOfARowIsTheConvolution(int kernel, int stride, int padding, int dilation) {
        try (var _ = Scope.open();
                var layer = new Conv1d(new Conv1dShape(6, 8, kernel, stride, padding, dilation, 1))) {
            layer.initialize(RandomKey.of(1));
            var x = input("x", 2, 6, 40).to(DType.F32);
            var pass = Pass.evaluation(Compute.plain());
            assertSame(layer.forward(row(x), pass), layer.forward(x, pass));
        }
    }

    @ParameterizedTest
    @CsvSource({"4,2,1", "8,4,2"})
    void transposedConvolutionOfARowIsTheTransposedConvolution(int kernel, int stride, int padding) {
        try (var _ = Scope.open();
                var layer = new ConvTranspose1d(new Conv1dShape(6, 8, kernel, stride, padding))) {
            layer.initialize(RandomKey.of(1));
            var x = input("x", 2, 6, 40).to(DType.F32);
            var pass = Pass.evaluation(Compute.plain());
            assertSame(layer.forward(row(x), pass), layer.forward(x, pass));
        }
    }

    private static Tensor row(Tensor x) {
        return x.unsqueeze(2).channelsLast();
    }

    private static void assertSame(Tensor row, Tensor plain) {
        assertThat(row.rank()).isEqualTo(4);
        assertThat(row.size(2)).isEqualTo(1);
        assertThat(row.squeeze(2).contiguous().toFloats())
                .containsExactly(plain.contiguous().toFloats(), Offset.offset(1e-5f));
    }
}
