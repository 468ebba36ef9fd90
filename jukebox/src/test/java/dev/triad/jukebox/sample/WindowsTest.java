// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {
    @ParameterizedTest
    @CsvSource({
        "8192, 8192, 1024, 1, 0",
        "5000, 8192, 1024, 1, 0",
        "10000, 8192, 1024, 3, 0 1024 1808",
        "27560, 8192, 4096, 6, 0 4096 8192 12288 16384 19368",
        "110240, 8192, 4096, 26, 98304 102048",
        "20672, 8192, 1024, 14, 12288 12480",
        "20672, 6144, 768, 20, 13824 14528"
    })
    void startsAreTheReferences(long total, int window, int hop, int count, String last) {
        long[] starts = Windows.starts(total, window, hop);
        assertThat(starts).hasSize(count);
        assertThat(starts)
                .endsWith(Arrays.stream(last.split(" "))
                        .mapToLong(Long::parseLong)
                        .toArray());
    }

    @Test
    void hopsOutsideTheWindowAreRefused() {
        assertThatThrownBy(() -> Windows.starts(100, 10, 11)).hasMessageContaining("a hop of 1 to 10");
        assertThatThrownBy(() -> Windows.starts(100, 10, 0)).hasMessageContaining("a hop of 0");
        assertThatThrownBy(() -> Windows.starts(0, 10, 5)).hasMessageContaining("at least one code");
    }
}
