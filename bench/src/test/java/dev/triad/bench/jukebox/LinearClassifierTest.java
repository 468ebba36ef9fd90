// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.jukebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinearClassifierTest {
    private static final List<String> NAMES = List.of("flute", "organ", "reed");

    /// Points around the corners of a triangle, each feature in a unit of its own.
    private static List<double[]> rows(long seed, int count, double unit) {
        var random = new SplittableRandom(seed);
        var rows = new ArrayList<double[]>();
        for (int i = 0; i < count; i++) {
            double angle = 2 * Math.PI * (i % 3) / 3;
            rows.add(new double[] {
                unit * (Math.cos(angle) + 0.2 * random.nextGaussian()), Math.sin(angle) + 0.2 * random.nextGaussian(), 7
            });
        }
        return rows;
    }

    private static List<String> labels(int count) {
        var labels = new ArrayList<String>();
        for (int i = 0; i < count; i++) labels.add(NAMES.get(i % 3));
        return labels;
    }

    @Test
    void whatLiesApartIsToldApart() {
        var classifier = LinearClassifier.learn(rows(1, 60, 1), labels(60));
        assertThat(classifier.classes()).isEqualTo(3);
        var unknown = rows(2, 60, 1);
        for (int i = 0; i < 60; i++) {
            assertThat(classifier.classify(unknown.get(i))).isEqualTo(NAMES.get(i % 3));
        }
    }

    @Test
    void unitsOfFeaturesDoNotMatter() {
        var plain = LinearClassifier.learn(rows(1, 30, 1), labels(30));
        var scaled = LinearClassifier.learn(rows(1, 30, 1e6), labels(30));
        // between the corners, where it is close
        for (double x = -1; x <= 1; x += 0.13) {
            for (double y = -1; y <= 1; y += 0.17) {
                assertThat(scaled.classify(new double[] {1e6 * x, y, 7}))
                        .isEqualTo(plain.classify(new double[] {x, y, 7}));
            }
        }
    }

    @Test
    void whereFeaturesSayNothingTheCommonestIsGuessed() {
        var rows = List.of(new double[] {1}, new double[] {1}, new double[] {1});
        assertThat(LinearClassifier.learn(rows, List.of("a", "b", "b")).classify(new double[] {5}))
                .isEqualTo("b");
    }

    @Test
    void everyRowNeedsALabel() {
        assertThatThrownBy(() -> LinearClassifier.learn(rows(1, 2, 1), labels(3)))
                .hasMessage("2 rows of features for 3 labels");
    }
}
