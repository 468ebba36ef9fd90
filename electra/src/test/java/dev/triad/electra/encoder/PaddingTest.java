// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A real token's state depends on its own row alone, however rows are filled up and put together.
class PaddingTest {
    private static EncoderConfig config(EncoderFamily family) {
        boolean electra = family == EncoderFamily.ELECTRA;
        boolean roberta = family == EncoderFamily.ROBERTA;
        return new EncoderConfig(
                family,
                50,
                electra ? 8 : 16,
                16,
                3,
                4,
                32,
                Activation.GELU,
                0.1,
                0.1,
                40,
                roberta ? 1 : 2,
                1e-12,
                roberta ? 1 : 0,
                0.5);
    }

    private static List<int[]> rows() {
        var draws = RandomKey.of(1).at(0, 0, 0);
        var rows = new ArrayList<int[]>();
        for (int length : new int[] {1, 7, 3, 30, 12}) {
            var row = new int[length];
            for (int i = 0; i < length; i++) row[i] = 2 + draws.nextInt(48);
            rows.add(row);
        }
        return rows;
    }

    private static Tensor states(Encoder encoder, List<int[]> rows, int extraPadding) {
        int pad = encoder.config().padTokenId();
        var batch = TokenBatch.of(rows, pad);
        if (extraPadding > 0) {
            int length = batch.length() + extraPadding;
            var ids = new long[batch.rows() * length];
            var mask = new long[ids.length];
            Arrays.fill(ids, pad);
            for (int row = 0; row < batch.rows(); row++) {
                System.arraycopy(batch.ids(), row * batch.length(), ids, row * length, batch.length());
                System.arraycopy(batch.mask(), row * batch.length(), mask, row * length, batch.length());
            }
            batch = new TokenBatch(batch.rows(), length, ids, new long[ids.length], mask);
        }
        var input = EncoderInput.of(batch, encoder.config(), Device.CPU);
        return input.padded(encoder.forward(input, Pass.evaluation(Compute.plain()))); // [B, T, H]
    }

    @ParameterizedTest
    @EnumSource
    void paddingAndCompanyDoNotChangeARow(EncoderFamily family) {
        try (var encoder = new Encoder(config(family));
                var _ = Scope.open()) {
            encoder.initialize(RandomKey.of(2));
            var rows = rows();
            var together = states(encoder, rows, 0);
            var wider = states(encoder, rows, 6);
            for (int row = 0; row < rows.size(); row++) {
                int length = rows.get(row).length;
                var alone = states(encoder, List.of(rows.get(row)), 0).select(0, 0);
                for (var crowded : List.of(together, wider)) {
                    var its = crowded.select(0, row).narrow(0, 0, length);
                    assertThat(its.sub(alone).abs().max().item()).isLessThan(1e-5);
                }
                if (length < together.size(1)) {
                    var rest = together.select(0, row).narrow(0, length, together.size(1) - length);
                    assertThat(rest.abs().max().item()).isZero();
                }
            }
        }
    }

    @Test
    void robertaCountsPositionsOfRealTokensOnly() {
        var config = config(EncoderFamily.ROBERTA);
        var batch = TokenBatch.of(List.of(new int[] {5, 6, 7}, new int[] {8}), 1);
        assertThat(batch.positions(config)).containsExactly(2, 3, 4, 2, 1, 1);
        assertThat(config.maxLength()).isEqualTo(38);
        var electra = config(EncoderFamily.ELECTRA);
        assertThat(TokenBatch.of(List.of(new int[] {5, 6, 7}, new int[] {8}), 0).positions(electra))
                .containsExactly(0, 1, 2, 0, 1, 2);
    }

    @Test
    void inputsOutsideTheModelAreRefusedWithThePlace() {
        var config = config(EncoderFamily.ELECTRA);
        try (var _ = Scope.open()) {
            assertThatThrownBy(() -> EncoderInput.of(TokenBatch.of(List.of(new int[41]), 0), config, Device.CPU))
                    .hasMessageContaining("41 tokens")
                    .hasMessageContaining("ends at 40");
            assertThatThrownBy(() -> EncoderInput.of(TokenBatch.of(List.of(new int[] {3, 50}), 0), config, Device.CPU))
                    .hasMessageContaining("token id 50 at cell 1");
            assertThatThrownBy(() -> EncoderInput.of(
                            TokenBatch.of(List.of(new int[] {3}), List.of(new int[] {2}), 0), config, Device.CPU))
                    .hasMessageContaining("segment id 2");
            assertThatThrownBy(() -> new TokenBatch(1, 1, new long[1], new long[1], new long[] {2}))
                    .hasMessageContaining("0 or 1");
        }
    }

    @Test
    void aMaskedFirstTokenIsStillComputed() {
        try (var encoder = new Encoder(config(EncoderFamily.ELECTRA));
                var _ = Scope.open()) {
            encoder.initialize(RandomKey.of(2));
            var batch = new TokenBatch(1, 3, new long[] {4, 5, 6}, new long[3], new long[] {0, 1, 1});
            var input = EncoderInput.of(batch, encoder.config(), Device.CPU);
            var states = input.padded(encoder.forward(input, Pass.evaluation(Compute.plain())));
            assertThat(states.select(1, 0).abs().max().item()).isPositive();
        }
    }
}
