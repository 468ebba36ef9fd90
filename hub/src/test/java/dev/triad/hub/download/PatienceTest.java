// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PatienceTest {
    @Test
    void pausesDoubleUpToTheLongest() {
        assertThat(IntStream.rangeClosed(1, 8)
                        .mapToLong(
                                failures -> Patience.USUAL.pauseAfter(failures).toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
        assertThat(Patience.USUAL.pauseAfter(1_000_000)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void noAttemptAndNoTimeAreRefused() {
        var second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new Patience(0, second, second, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new Patience(1, second, second, Duration.ZERO));
    }
}
