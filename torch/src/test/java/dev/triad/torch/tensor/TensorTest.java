// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TensorTest {
    private Scope scope;

    @BeforeEach
    @SuppressWarnings("MustBeClosedChecker")
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void errorsNameTheOperationAndTheShapesInOneLine() {
        var a = Tensors.zeros(DType.F32, Device.CPU, 2, 3);
        var b = Tensors.zeros(DType.F32, Device.CPU, 4, 5);
        assertThatThrownBy(() -> a.matmul(b))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("matmul of f32 [2, 3] and f32 [4, 5]")
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
        assertThatThrownBy(() -> a.view(7)).hasMessageContaining("view of f32 [2, 3]");
        assertThatThrownBy(() -> Tensors.cat(List.of(a, b), 0))
                .hasMessageContaining("cat of f32 [2, 3] and f32 [4, 5]");
        assertThatThrownBy(a::item).hasMessageContaining("one element");
        assertThatThrownBy(() -> a.add(1).backward()).hasMessageContaining("backward of f32 [2, 3]");
    }

    @Test
    void arraysGoInAndComeOutUnchanged() {
        assertThat(Tensors.of(new float[] {1.5f, -2, Float.NaN}).toFloats()).containsExactly(1.5f, -2, Float.NaN);
        assertThat(Tensors.of(new long[] {1L << 40, -3}).toLongs()).containsExactly(1L << 40, -3);
        assertThat(Tensors.of(new int[] {7, 8, 9, 10}, 2, 2).transpose(0, 1).toInts())
                .containsExactly(7, 9, 8, 10);
        assertThat(Tensors.of(new double[] {0.1}).toDoubles()).containsExactly(0.1);
        assertThat(Tensors.of(new float[0]).toFloats()).isEmpty();
        assertThat(Tensors.of(new float[] {1, 2}).to(DType.BF16).toFloats()).containsExactly(1, 2);
    }

    @Test
    void aSegmentOfTheWrongSizeIsRefused() {
        assertThatThrownBy(() -> Tensors.of(MemorySegment.ofArray(new float[3]), DType.F32, 2, 2))
                .hasMessageContaining("12 bytes")
                .hasMessageContaining("[2, 2]");
    }

    @Test
    void writingToTheSegmentChangesTheTensor() {
        var x = Tensors.zeros(DType.F32, Device.CPU, 2);
        x.segment().set(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED, 4, 3f);
        assertThat(x.toFloats()).containsExactly(0, 3);
        assertThatThrownBy(() -> Tensors.zeros(DType.F32, Device.CPU, 2, 3)
                        .transpose(0, 1)
                        .segment())
                .hasMessageContaining("contiguous");
    }

    @Test
    void gradientsAccumulateUntilTheyAreCleared() {
        var x = Tensors.of(new float[] {2}).requiresGrad(true);
        x.square().sum().backward();
        x.square().sum().backward();
        assertThat(x.grad()).isNotNull();
        assertThat(x.grad().toFloats()).containsExactly(8);
        x.clearGrad();
        assertThat(x.grad()).isNull();
    }

    @Test
    void topkGivesValuesAndPositions() {
        var top = Tensors.of(new float[] {3, 9, 1, 7}).topk(2);
        assertThat(top.values().toFloats()).containsExactly(9, 7);
        assertThat(top.indices().toLongs()).containsExactly(1, 3);
    }

    @Test
    void namesOfTypesAndDevicesReadBack() {
        for (var type : DType.values()) assertThat(DType.parse(type.toString())).isEqualTo(type);
        assertThat(Device.parse("cpu")).isEqualTo(Device.CPU);
        assertThat(Device.parse("cuda:1")).isEqualTo(Device.cuda(1));
        assertThatThrownBy(() -> Device.parse("gpu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gpu");
        assertThatThrownBy(() -> DType.parse("float"))
                .hasMessageContaining("float")
                .hasMessageContaining("bf16");
    }
}
