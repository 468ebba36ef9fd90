// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DTypeTest {
    @Test
    void sizesFollowTheShape() {
        assertThat(DType.F32.byteLength()).isEqualTo(4);
        assertThat(DType.F32.byteLength(2, 3)).isEqualTo(24);
        assertThat(DType.BF16.byteLength(5_000_000_000L)).isEqualTo(10_000_000_000L);
        assertThat(DType.F64.byteLength(7, 0, 9)).isZero();
        assertThat(DType.F4.byteLength(3, 2)).isEqualTo(3);
        assertThat(DType.F6_E2M3.byteLength(4)).isEqualTo(3);
        assertThat(DType.BOOL.byteLength(Long.MAX_VALUE / 8)).isEqualTo(Long.MAX_VALUE / 8);
    }

    @Test
    void impossibleShapesAreRefused() {
        assertThatThrownBy(() -> DType.F32.byteLength(2, -1)).hasMessage("shape [2, -1] has a negative dimension");
        assertThatThrownBy(() -> DType.U8.byteLength(Long.MAX_VALUE)).hasMessageContaining("larger than any file");
        assertThatThrownBy(() -> DType.F32.byteLength(1L << 32, 1L << 32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("larger than any file");
        // 2⁶⁴ · 5 bits wrap around to something small and positive.
        assertThatThrownBy(() -> DType.U8.byteLength(1L << 31, 1L << 31, 5)).hasMessageContaining("larger");
        assertThatThrownBy(() -> DType.F4.byteLength(3)).hasMessageContaining("whole bytes");
    }

    @Test
    void namesAreThoseOfTheFormat() {
        for (var dtype : DType.values()) {
            assertThat(DType.find(dtype.name())).contains(dtype);
        }
        assertThat(DType.find("f32")).isEmpty();
        assertThat(DType.values()).hasSize(22);
    }
}
