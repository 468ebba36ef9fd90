// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.random.RandomKey;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SamplingRuleTest {
    /// Probabilities 0.1, 0.2, 0.3, 0.4.
    private static final float[] LOGITS = {
        (float) Math.log(1), (float) Math.log(2), (float) Math.log(3), (float) Math.log(4)
    };

    private static double[] shares(SamplingRule rule, int from) {
        var counts = new double[4];
        for (int i = 0; i < 20_000; i++) {
            counts[rule.draw(LOGITS, from, RandomKey.of(6).at(i, 0, 0))] += 1 / 20_000.0;
        }
        return counts;
    }

    private static void assertShares(SamplingRule rule, int from, double... expected) {
        assertThat(shares(rule, from)).containsExactly(expected, Offset.offset(0.015));
    }

    @Test
    void plainDrawsAreAsLikelyAsThePriorSays() {
        assertShares(SamplingRule.PLAIN, 0, 0.1, 0.2, 0.3, 0.4);
    }

    @Test
    void temperatureSharpensAndFlattens() {
        assertShares(new SamplingRule(0.5, 0, 0), 0, 1 / 30.0, 4 / 30.0, 9 / 30.0, 16 / 30.0);
        assertShares(new SamplingRule(1e6, 0, 0), 0, 0.25, 0.25, 0.25, 0.25);
        assertShares(new SamplingRule(1e-6, 0, 0), 0, 0, 0, 0, 1);
    }

    @Test
    void topKKeepsTheLikeliest() {
        assertShares(new SamplingRule(1, 2, 0), 0, 0, 0, 3 / 7.0, 4 / 7.0);
        assertShares(new SamplingRule(1, 9, 0), 0, 0.1, 0.2, 0.3, 0.4);
    }

    @Test
    void topPKeepsTheCodeThatCrosses() {
        assertShares(new SamplingRule(1, 0, 0.39), 0, 0, 0, 0, 1);
        assertShares(new SamplingRule(1, 0, 0.45), 0, 0, 0, 3 / 7.0, 4 / 7.0);
        assertShares(new SamplingRule(1, 0, 1), 0, 0.1, 0.2, 0.3, 0.4);
    }

    @Test
    void whatMayNotBeDrawnNeverIs() {
        assertShares(SamplingRule.PLAIN, 2, 0, 0, 3 / 7.0, 4 / 7.0);
    }

    @Test
    void badRulesAndLogitsAreRefused() {
        assertThatThrownBy(() -> new SamplingRule(0, 0, 0)).hasMessageContaining("temperature must be positive");
        assertThatThrownBy(() -> new SamplingRule(1, 3, 0.5)).hasMessageContaining("exclude one another");
        assertThatThrownBy(() -> new SamplingRule(1, 0, 1.5)).hasMessageContaining("top-p must be 0 to 1");
        assertThatThrownBy(() -> SamplingRule.PLAIN.draw(
                        new float[] {Float.NaN, Float.NaN}, 0, RandomKey.of(1).at(0, 0, 0)))
                .hasMessageContaining("no numbers");
    }
}
