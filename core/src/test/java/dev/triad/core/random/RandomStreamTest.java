// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomStreamTest {
    private static RandomStream stream() {
        return RandomKey.of(7).at(11, 2, 5);
    }

    @Test
    void wordsAreTheBlocksOfTheAddress() {
        var stream = stream();
        var block = new int[4];
        for (int number = 0; number < 5; number++) {
            Philox.block(RandomKey.of(7).value(), number, 5, 11, 2, block);
            for (int word : block) {
                assertThat(stream.nextInt()).isEqualTo(word);
            }
        }
        assertThat(stream.position()).isEqualTo(20);
    }

    @Test
    void seekingRepeatsAndSkips() {
        var stream = stream();
        var drawn = new int[100];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = stream.nextInt();
        }
        for (int position : new int[] {99, 0, 4, 3, 50, 49, 48}) {
            stream.seek(position);
            assertThat(stream.nextInt()).isEqualTo(drawn[position]);
            assertThat(stream.position()).isEqualTo(position + 1);
        }
        var restored = stream();
        restored.seek(37);
        assertThat(restored.nextInt()).isEqualTo(drawn[37]);
    }

    @Test
    void theLastWordIsDrawnAndNoneAfterIt() {
        var stream = stream();
        stream.seek(RandomStream.WORDS - 1);
        stream.nextInt();
        assertThatThrownBy(stream::nextInt).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> stream.seek(RandomStream.WORDS + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> stream.seek(-1)).isInstanceOf(IllegalArgumentException.class);
        stream.seek(RandomStream.WORDS);
        assertThatThrownBy(stream::nextLong).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void boundedNumbersAreEquallyLikely(int bound) {
        var stream = stream();
        var ints = new long[bound];
        var longs = new long[bound];
        for (int i = 0; i < 100_000; i++) {
            ints[stream.nextInt(bound)]++;
            longs[(int) stream.nextLong(bound)]++;
        }
        assertThat(Statistics.chiSquareDeviation(ints)).isLessThan(4);
        assertThat(Statistics.chiSquareDeviation(longs)).isLessThan(4);
    }

    /// With a bound of 3·2³⁰, taking a remainder or a plain product would make a third of the numbers twice as
    /// likely.
    @Test
    void hugeBoundsAreNotBiased() {
        var stream = stream();
        var ints = new long[3];
        var longs = new long[3];
        for (int i = 0; i < 90_000; i++) {
            ints[stream.nextInt(3 << 29) % 3]++;
            longs[(int) (stream.nextLong(3L << 61) % 3)]++;
        }
        assertThat(Statistics.chiSquareDeviation(ints)).isLessThan(4);
        assertThat(Statistics.chiSquareDeviation(longs)).isLessThan(4);
        assertThat(stream.position()).isGreaterThan(270_000 + 10_000);
    }

    @Test
    void fractionsFillTheirIntervalEvenly() {
        var stream = stream();
        var floats = new long[64];
        var doubles = new long[64];
        for (int i = 0; i < 200_000; i++) {
            floats[(int) (stream.nextFloat() * 64)]++;
            doubles[(int) (stream.nextDouble() * 64)]++;
        }
        assertThat(Statistics.chiSquareDeviation(floats)).isLessThan(4);
        assertThat(Statistics.chiSquareDeviation(doubles)).isLessThan(4);
    }

    @Test
    void gaussiansHaveTheirMoments() {
        var stream = stream();
        var numbers = new double[200_000];
        Arrays.setAll(numbers, i -> stream.nextGaussian());
        assertThat(stream.position()).isEqualTo(400_000);
        Statistics.assertNormalMoments(numbers, 0, 1);
    }

    @Test
    void booleansComeWithTheirProbability() {
        var stream = stream();
        for (double probability : new double[] {0, 0.15, 0.5, 0.999, 1}) {
            int hits = 0;
            for (int i = 0; i < 100_000; i++) {
                hits += stream.nextBoolean(probability) ? 1 : 0;
            }
            double deviation = Math.sqrt(probability * (1 - probability) / 100_000);
            assertThat(hits / 100_000.0).isCloseTo(probability, within(4 * deviation));
        }
        assertThatThrownBy(() -> stream.nextBoolean(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> stream.nextBoolean(1.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.01");
    }

    @Test
    void everyOrderOfAShuffleIsEquallyLikely() {
        var stream = stream();
        var orders = new HashMap<String, Long>();
        for (int i = 0; i < 24_000; i++) {
            int[] array = {0, 1, 2, 3};
            stream.shuffle(array);
            orders.merge(Arrays.toString(array), 1L, Long::sum);
        }
        assertThat(orders).hasSize(24);
        assertThat(Statistics.chiSquareDeviation(
                        orders.values().stream().mapToLong(Long::longValue).toArray()))
                .isLessThan(4);
        stream.shuffle(new int[0]);
    }

    @Test
    void boundsThatHoldNothingAreRefused() {
        var stream = stream();
        assertThatThrownBy(() -> stream.nextInt(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> stream.nextLong(-5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-5");
    }
}
