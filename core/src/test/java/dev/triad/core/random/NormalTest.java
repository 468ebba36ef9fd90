// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NormalTest {
    @Test
    void quantilesMatchPublishedTables() {
        assertThat(Normal.quantileFromMedian(0)).isZero();
        assertThat(Normal.quantileFromMedian(0.25)).isCloseTo(0.6744897501960817, within(1e-15));
        assertThat(Normal.quantileFromMedian(0.4)).isCloseTo(1.2815515655446004, within(1e-15));
        assertThat(Normal.quantileFromMedian(0.45)).isCloseTo(1.6448536269514722, within(1e-15));
        assertThat(Normal.quantileFromMedian(0.475)).isCloseTo(1.959963984540054, within(1e-14));
        assertThat(Normal.quantileFromMedian(-0.475)).isCloseTo(-1.959963984540054, within(1e-14));
    }

    @Test
    void quantilesInvertTheIntegralOfTheDensity() {
        for (double q = 0.001; q < 0.4773; q += 0.001) {
            assertThat(shareBetweenMedianAnd(Normal.quantileFromMedian(q))).isCloseTo(q, within(1e-13));
        }
    }

    @Test
    void truncatedDeviatesReachTheCutAndNoFurther() {
        assertThat(Normal.truncated(0)).isBetween(-2.0, -1.9999999);
        assertThat(Normal.truncated(-1)).isBetween(1.9999999, 2.0);
        assertThat(Normal.truncated(0x80000000)).isCloseTo(0, within(1e-9));
    }

    @Test
    void radiusIsFiniteForEveryWord() {
        assertThat(Normal.radius(0)).isBetween(6.66, 6.67);
        assertThat(Normal.radius(-1)).isZero();
    }

    /// Simpson's rule over the density; good to about 1e-14 here.
    private static double shareBetweenMedianAnd(double z) {
        int intervals = 4000;
        double width = z / intervals;
        double sum = 0;
        for (int i = 0; i <= intervals; i++) {
            double x = i * width;
            int weight = i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.exp(-x * x / 2);
        }
        return sum * width / 3 / Math.sqrt(2 * Math.PI);
    }
}
