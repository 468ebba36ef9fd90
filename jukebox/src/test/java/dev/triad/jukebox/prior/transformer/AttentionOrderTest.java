// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttentionOrderTest {
    @ParameterizedTest
    @CsvSource({
        "0, DDDDD",
        "1, RCRCR",
        "2, RCPRC",
        "3, RSRSR",
        "4, RsRsR",
        "5, RSRRRSRR",
        "6, RCPLRCPL",
        "7, RCPRCPRCPRCPRCPLRCP",
        "8, RCPRCPRCPLRCPRCPRCPLR",
        "9, RCPDRCPD"
    })
    void shortOrdersAreTheirCycles(int order, String patterns) {
        var letters = IntStream.range(0, patterns.length())
                .mapToObj(layer -> switch (AttentionOrder.pattern(order, layer)) {
                    case DENSE -> "D";
                    case ROW -> "R";
                    case COLUMN -> "C";
                    case PREVIOUS_ROW -> "P";
                    case SUMMARY -> "S";
                    case SUMMARY_SPREAD -> "s";
                    case LYRICS -> "L";
                    case PRIME -> "p";
                })
                .collect(Collectors.joining());
        assertThat(letters).isEqualTo(patterns);
    }

    @Test
    void theLyricLayersOfTheReleasedModelsAreWhereTheyAre() {
        assertThat(layers(10, 79, AttentionPattern.LYRICS)).containsExactly(18, 28, 38, 48, 58, 68, 78);
        assertThat(layers(12, 72, AttentionPattern.PRIME)).containsExactly(15, 31, 63);
        assertThat(layers(12, 72, AttentionPattern.DENSE)).containsExactly(47);
        assertThat(layers(11, 72, AttentionPattern.LYRICS)).containsExactly(15, 31, 63);
        assertThat(layers(8, 50, AttentionPattern.LYRICS)).containsExactly(9, 19, 29, 39, 49);
        assertThat(layers(12, 15, AttentionPattern.PRIME)).isEmpty();
    }

    private static int[] layers(int order, int depth, AttentionPattern pattern) {
        return IntStream.range(0, depth)
                .filter(layer -> AttentionOrder.pattern(order, layer) == pattern)
                .toArray();
    }

    @Test
    void ordersThatDoNotExistAreRefused() {
        assertThatThrownBy(() -> AttentionOrder.pattern(13, 0)).hasMessageContaining("0 to 12, not 13");
    }
}
