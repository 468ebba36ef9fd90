// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// What the tests of random numbers measure. Seeds are fixed, so a bound of four standard deviations fails for a
/// wrong generator and not for an unlucky one.
final class Statistics {
    private Statistics() {}

    /// Pearson's chi-square of equally likely classes, in standard deviations from its mean.
    static double chiSquareDeviation(long[] counts) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        double expected = total / (double) counts.length;
        double sum = 0;
        for (long count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        int freedom = counts.length - 1;
        return freedom == 0 ? 0 : Math.abs(sum - freedom) / Math.sqrt(2.0 * freedom);
    }

    /// The correlation of two sequences times the root of their length: a standard normal number if they are
    /// unrelated.
    static double correlationDeviation(float[] left, float[] right) {
        double n = left.length;
        double sumLeft = 0;
        double sumRight = 0;
        double squaresLeft = 0;
        double squaresRight = 0;
        double products = 0;
        for (int i = 0; i < left.length; i++) {
            sumLeft += left[i];
            sumRight += right[i];
            squaresLeft += (double) left[i] * left[i];
            squaresRight += (double) right[i] * right[i];
            products += (double) left[i] * right[i];
        }
        double covariance = products - sumLeft * sumRight / n;
        double variances = (squaresLeft - sumLeft * sumLeft / n) * (squaresRight - sumRight * sumRight / n);
        return Math.abs(covariance / Math.sqrt(variances)) * Math.sqrt(n);
    }

    /// Mean, variance, skewness and kurtosis of a normal sample.
    static void assertNormalMoments(double[] sample, double mean, double standardDeviation) {
        double n = sample.length;
        var moments = new double[5];
        for (double x : sample) {
            double z = (x - mean) / standardDeviation;
            for (int power = 1; power <= 4; power++) {
                moments[power] += Math.pow(z, power) / n;
            }
        }
        assertThat(moments[1]).isCloseTo(0, within(4 / Math.sqrt(n)));
        assertThat(moments[2]).isCloseTo(1, within(4 * Math.sqrt(2 / n)));
        assertThat(moments[3]).isCloseTo(0, within(4 * Math.sqrt(15 / n)));
        assertThat(moments[4]).isCloseTo(3, within(4 * Math.sqrt(96 / n)));
    }
}
