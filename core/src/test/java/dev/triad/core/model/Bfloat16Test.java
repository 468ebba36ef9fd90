// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Bfloat16Test {
    @Test
    void everyBfloat16SurvivesTheRoundTrip() {
        for (int bits = Short.MIN_VALUE; bits <= Short.MAX_VALUE; bits++) {
            float number = Bfloat16.toFloat((short) bits);
            short back = Bfloat16.fromFloat(number);
            if (Float.isNaN(number)) {
                assertThat(Bfloat16.toFloat(back)).isNaN();
            } else {
                assertThat(back).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void floatsAreRoundedToTheNearestAndTiesToEven() {
        var random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            float number = Float.intBitsToFloat(random.nextInt());
            if (!Float.isFinite(number)) {
                continue;
            }
            float rounded = Bfloat16.toFloat(Bfloat16.fromFloat(number));
            int down = Float.floatToRawIntBits(number) & 0xFFFF0000;
            double below = Float.intBitsToFloat(down);
            double above = down == 0x7F7F0000 || down == 0xFF7F0000
                    ? Math.copySign(0x1p128, number)
                    : Float.intBitsToFloat(down + 0x10000);
            double distance = Math.abs(number - below) - Math.abs(number - above);
            boolean up = distance > 0 || (distance == 0 && (down & 0x10000) != 0);
            assertThat(rounded).isEqualTo((float) (up ? above : below));
        }
        assertThat(Bfloat16.toFloat(Bfloat16.fromFloat(Float.MAX_VALUE))).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Bfloat16.fromFloat(Float.intBitsToFloat(0x7F800001)) & 0xFFFF)
                .isEqualTo(0x7FC0);
    }
}
