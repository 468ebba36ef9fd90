// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ScopeTest {
    @Test
    void nothingSurvivesAScope() {
        long before = Scope.liveObjects();
        try (var _ = Scope.open()) {
            var x = Tensors.zeros(DType.F32, Device.CPU, 3, 4).requiresGrad(true);
            x.mul(2).add(1).sum().backward();
            x.clearGrad();
            assertThat(Scope.liveObjects()).isGreaterThan(before);
        }
        assertThat(Scope.liveObjects()).isEqualTo(before);
    }

    @Test
    void aKeptTensorOutlivesItsScopeUntilItIsClosed() {
        long before = Scope.liveObjects();
        Tensor kept;
        try (var _ = Scope.open()) {
            kept = Tensors.of(new float[] {1, 2, 3}).keep();
        }
        try (var _ = Scope.open()) {
            assertThat(kept.toFloats()).containsExactly(1, 2, 3);
        }
        kept.close();
        kept.close();
        assertThat(Scope.liveObjects()).isEqualTo(before);
        assertThatThrownBy(kept::shape)
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("after its scope closed");
    }

    @Test
    void aTensorHandedOverBelongsToTheEnclosingScope() {
        try (var _ = Scope.open()) {
            Tensor handed;
            try (var inner = Scope.open()) {
                handed = inner.handOver(Tensors.of(new float[] {4}));
            }
            assertThat(handed.item()).isEqualTo(4);
        }
    }

    @Test
    @SuppressWarnings("MustBeClosedChecker") // closed by the exception under test
    void handingOverWithoutAnEnclosingScopeIsRefused() {
        try (var outermost = Scope.open()) {
            var tensor = Tensors.of(new float[] {4});
            assertThatThrownBy(() -> outermost.handOver(tensor)).hasMessageContaining("no enclosing scope");
        }
    }

    @Test
    void operationsOutsideAScopeAreRefused() {
        assertThatThrownBy(() -> Tensors.zeros(DType.F32, Device.CPU, 2))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("outside a scope");
    }

    @Test
    void aTensorOfAClosedScopeIsRefused() {
        Tensor gone;
        try (var _ = Scope.open()) {
            gone = Tensors.of(new float[] {1});
        }
        assertThatThrownBy(gone::shape)
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("after its scope closed");
    }

    @Test
    void virtualThreadsAreRefused() throws InterruptedException {
        var thrown = new AtomicReference<Throwable>();
        Thread.ofVirtual()
                .start(() -> {
                    try (var _ = Scope.open()) {
                        Tensors.zeros(DType.F32, Device.CPU, 1);
                    } catch (TensorException e) {
                        thrown.set(e);
                    }
                })
                .join();
        assertThat(thrown.get()).hasMessageContaining("virtual thread").hasMessageContaining("platform thread");
    }

    @Test
    void noGradAndAutocastEndWithTheirBlocks() {
        try (var _ = Scope.open()) {
            var weight = Tensors.of(new float[] {1, 2, 3, 4}, 2, 2).requiresGrad(true);
            try (var _ = NoGrad.open()) {
                assertThat(weight.mul(2).requiresGrad()).isFalse();
            }
            assertThat(weight.mul(2).requiresGrad()).isTrue();
            try (var _ = Autocast.open(Device.CPU, DType.BF16)) {
                assertThat(weight.matmul(weight).dtype()).isEqualTo(DType.BF16);
                try (var _ = Autocast.open(Device.CPU, DType.F32)) {
                    assertThat(weight.matmul(weight).dtype()).isEqualTo(DType.F32);
                }
                assertThat(weight.matmul(weight).dtype()).isEqualTo(DType.BF16);
            }
            assertThat(weight.matmul(weight).dtype()).isEqualTo(DType.F32);
        }
    }

    @Test
    void autocastSeesWeightsThatChangedBetweenTwoUses() {
        try (var _ = Scope.open()) {
            var weight = Tensors.of(new float[] {1}, 1, 1).requiresGrad(true);
            var x = Tensors.of(new float[] {1}, 1, 1);
            assertThat(product(x, weight)).isEqualTo(1);
            try (var _ = NoGrad.open()) {
                weight.fill_(2);
            }
            assertThat(product(x, weight)).isEqualTo(2);
        }
    }

    private static double product(Tensor x, Tensor weight) {
        try (var _ = Autocast.open(Device.CPU, DType.BF16)) {
            return x.matmul(weight).item();
        }
    }
}
