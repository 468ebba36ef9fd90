// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final Map<String, Double> BLIND = Map.of(
            "discriminator_auc", 0.51,
            "predicted", 0.0,
            "replaced", 0.1,
            "discriminator_loss", 0.325,
            "base_rate_loss", 0.3251,
            "generator_loss", 4.0);

    @Test
    void aDetectorOfOneClassStopsTheRunAfterSomePatience() {
        var health = new Health(500, 4_000, 30_522);
        assertThat(health.diagnose(2_000, BLIND)).isEmpty();
        assertThat(health.diagnose(3_000, BLIND)).isEmpty();
        assertThat(health.diagnose(4_000, BLIND)).get().asString().contains("collapsed to one class", "generator_size");
    }

    @Test
    void duringTheWarmUpThatIsNormal() {
        var health = new Health(500, 4_000, 30_522);
        for (int step = 0; step < 1_000; step += 100)
            assertThat(health.diagnose(step, BLIND)).isEmpty();
    }

    @Test
    void aRunOfAFewHundredStepsIsNeverStopped() {
        var health = new Health(10, 400, 30_522);
        for (int step = 0; step < 500; step += 20)
            assertThat(health.diagnose(step, BLIND)).isEmpty();
    }

    @Test
    void aGoodEvaluationForgivesBadOnes() {
        var health = new Health(0, 0, 30_522);
        var good = Map.of("discriminator_auc", 0.9, "predicted", 0.05, "generator_loss", 3.0);
        for (int step = 500; step < 800; step += 100) {
            assertThat(health.diagnose(step, BLIND)).isEmpty();
            assertThat(health.diagnose(step, BLIND)).isEmpty();
            assertThat(health.diagnose(step, good)).isEmpty();
        }
    }

    @Test
    void aGeneratorThatGuessesUniformlyIsFound() {
        var health = new Health(0, 0, 1_000);
        var metrics = Map.of("generator_loss", Math.log(1_000));
        assertThat(health.diagnose(500, metrics)).isEmpty();
        assertThat(health.diagnose(600, metrics)).isEmpty();
        assertThat(health.diagnose(700, metrics)).get().asString().contains("learned nothing");
    }

    @Test
    void aGeneratorThatIsSureAndWrongIsFound() {
        var health = new Health(0, 0, 1_000);
        var metrics = Map.of("generator_entropy", 0.01, "masked_accuracy", 0.1);
        health.diagnose(500, metrics);
        health.diagnose(600, metrics);
        assertThat(health.diagnose(700, metrics)).get().asString().contains("generator collapsed");
    }

    @Test
    void whatIsNoNumberIsNamedAtOnce() {
        assertThat(new Health(500, 4_000, 10).diagnose(1, Map.of("loss", Double.NaN)))
                .get()
                .asString()
                .contains("held-out loss became NaN");
    }
}
