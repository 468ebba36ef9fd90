// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// That operations run and are counted; how long they take is not a test's business.
final class StopwatchTest {
    private final Stopwatch stopwatch = new Stopwatch(Device.CPU, Duration.ofMillis(1));

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16"})
    void aProductIsTimed(DType dtype) {
        var timing = stopwatch.product(dtype, 8, 16, 24);
        assertThat(timing.seconds()).isPositive();
        assertThat(timing.gflops()).isEqualTo(2.0 * 8 * 16 * 24 / timing.seconds() / 1e9);
    }

    @ParameterizedTest
    @EnumSource
    void attentionIsTimedForwardAndBackward(AttentionForm form) {
        for (var dtype : new DType[] {DType.F32, DType.BF16}) {
            var timing = stopwatch.attention(dtype, form, 2, 2, 8, 16);
            assertThat(timing.seconds()).isPositive();
            assertThat(timing.form()).isEqualTo(form);
        }
    }
}
