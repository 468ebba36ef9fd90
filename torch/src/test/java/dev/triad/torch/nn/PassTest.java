// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PassTest {
    private final RandomKey key = RandomKey.of(5);

    private Pass training(long step, int microBatch, int threads) {
        return Pass.training(Compute.plain().withThreads(threads), key, step, microBatch);
    }

    @Test
    void evaluationDropsNothingAndDrawsNothing() {
        try (var _ = Scope.open()) {
            var pass = Pass.evaluation(Compute.plain());
            var x = Tensors.full(1, DType.F32, Device.CPU, 1000);
            assertThat(pass.dropout(x, 0.5).toFloats()).containsExactly(x.toFloats());
            assertThatThrownBy(() -> pass.keepMask(x, 0.5)).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16", "F64"})
    void dropoutZeroesTheAskedShareAndScalesTheRest(DType dtype) {
        try (var _ = Scope.open()) {
            var dropped = training(0, 0, 2).dropout(Tensors.full(1, dtype, Device.CPU, 1000, 1000), 0.1);
            assertThat(dropped.dtype()).isEqualTo(dtype);
            double zeros = dropped.eq(0).sum().item();
            assertThat(zeros).isBetween(99_000.0, 101_000.0); // mean 100,000, deviation 300
            double scale = dtype == DType.BF16 ? 1.109375 : (float) (1 / 0.9);
            assertThat(dropped.max().item()).isEqualTo(scale);
            assertThat(dropped.ne(0).sum().item() + zeros).isEqualTo(1_000_000);
        }
    }

    @Test
    void masksDoNotDependOnTheNumberOfThreads() {
        try (var _ = Scope.open()) {
            var like = Tensors.zeros(DType.F32, Device.CPU, 523_777);
            var one = training(3, 1, 1).keepMask(like, 0.3);
            var three = training(3, 1, 3).keepMask(like, 0.3);
            assertThat(one.ne(three).sum().item()).isZero();
        }
    }

    @Test
    void stepMicroBatchAndSiteEachGiveOtherMasks() {
        try (var _ = Scope.open()) {
            var like = Tensors.zeros(DType.F32, Device.CPU, 4096);
            var pass = training(0, 0, 1);
            var first = pass.keepMask(like, 0.5).toFloats();
            assertThat(pass.keepMask(like, 0.5).toFloats()).isNotEqualTo(first);
            assertThat(training(1, 0, 1).keepMask(like, 0.5).toFloats()).isNotEqualTo(first);
            assertThat(training(0, 1, 1).keepMask(like, 0.5).toFloats()).isNotEqualTo(first);
            assertThat(training(0, 0, 1).keepMask(like, 0.5).toFloats()).isEqualTo(first);
        }
    }

    @Test
    void aRewoundPassDrawsTheSameAgain() {
        try (var _ = Scope.open()) {
            var like = Tensors.zeros(DType.F32, Device.CPU, 100);
            var pass = training(0, 0, 1);
            int site = pass.site();
            var first = pass.keepMask(like, 0.5).toFloats();
            pass.rewind(site);
            assertThat(pass.keepMask(like, 0.5).toFloats()).isEqualTo(first);
            assertThatThrownBy(() -> pass.rewind(9)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void impossibleProbabilitiesAreRefused() {
        try (var _ = Scope.open()) {
            var x = Tensors.zeros(DType.F32, Device.CPU, 1);
            assertThatThrownBy(() -> training(0, 0, 1).dropout(x, 1)).hasMessageContaining("got 1.0");
            assertThatThrownBy(() -> new Dropout(-0.1)).hasMessageContaining("got -0.1");
        }
    }
}
