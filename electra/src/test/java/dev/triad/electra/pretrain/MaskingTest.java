// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.random.RandomKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {
    private static final RandomKey KEY = RandomKey.of(3).named("masks");

    private static Masking masking(double share, boolean withReplacement, int longest) {
        return new Masking(share, 0.85, withReplacement, longest, Sentences.vocabulary());
    }

    /// [CLS], words, [SEP].
    private static int[] sentence(int length) {
        var ids = new int[length];
        for (int i = 0; i < length; i++) ids[i] = Sentences.FIRST_WORD + i % Sentences.WORDS;
        ids[0] = 2;
        ids[length - 1] = 3;
        return ids;
    }

    @ParameterizedTest
    @CsvSource({
        "0.15,3,1",
        "0.15,8,1",
        "0.15,10,2",
        "0.15,16,2",
        "0.15,30,4",
        "0.15,50,8",
        "0.15,64,10",
        "0.15,70,10",
        "0.15,90,14",
        "0.15,100,15",
        "0.15,110,16",
        "0.15,127,19",
        "0.15,128,19",
        "0.15,256,38",
        "0.15,384,58",
        "0.15,500,75",
        "0.15,511,77",
        "0.15,512,77",
        "0.25,10,2",
        "0.25,16,4",
        "0.25,50,12",
        "0.25,64,16",
        "0.25,70,18",
        "0.25,90,22",
        "0.25,100,25",
        "0.25,110,28",
        "0.25,128,32",
        "0.25,512,128"
    })
    void theNumberOfPositionsIsTheOriginals(double share, int length, int expected) {
        assertThat(masking(share, false, 512).count(length)).isEqualTo(expected);
    }

    @Test
    void theLimitIsTheOriginals() {
        assertThat(masking(0.15, false, 128).limit()).isEqualTo(19);
        assertThat(masking(0.15, false, 512).limit()).isEqualTo(79);
        assertThat(masking(0.25, false, 512).limit()).isEqualTo(130);
    }

    @Test
    void specialTokensAreNeverChosenAndUnknownOnesMayBe() {
        int[] ids = {2, 1, 4, 0, 1, 3};
        var seen = new int[ids.length];
        for (int i = 0; i < 2_000; i++) {
            for (int position : masking(0.5, false, 128)
                    .choose(ids, 0, ids.length, KEY.at(i, 0, 0))
                    .positions()) {
                seen[position]++;
            }
        }
        assertThat(seen).containsExactly(0, 2_000, 0, 0, 2_000, 0);
    }

    @Test
    void aSequenceOfSpecialTokensHasNothingToChoose() {
        assertThat(masking(0.15, false, 128)
                        .choose(new int[] {2, 3}, 0, 2, KEY.at(0, 0, 0))
                        .positions())
                .isEmpty();
    }

    @Test
    void positionsAreDistinctAndUniform() {
        int length = 64;
        int draws = 100_000;
        var counts = new long[length];
        var masking = masking(0.15, false, 128);
        int[] ids = sentence(length);
        for (int i = 0; i < draws; i++) {
            int[] positions = masking.choose(ids, 0, length, KEY.at(i, 0, 0)).positions();
            assertThat(Arrays.stream(positions).distinct().count()).isEqualTo(10);
            for (int position : positions) counts[position]++;
        }
        double expected = draws * 10.0 / (length - 2);
        double chiSquare = 0;
        for (int i = 1; i < length - 1; i++) chiSquare += Math.pow(counts[i] - expected, 2) / expected;
        assertThat(chiSquare).isLessThan(104); // 61 degrees of freedom, p = 0.0005
    }

    @ParameterizedTest
    @CsvSource({"0.15,128,17.69", "0.15,512,71.52", "0.25,512,113.27"})
    void theOriginalsWayRepeatsItselfAsOftenAsExpected(double share, int length, double expected) {
        double distinct = 0;
        int draws = 4_000;
        for (int i = 0; i < draws; i++) {
            var choice = masking(share, true, length).choose(sentence(length), 0, length, KEY.at(i, 0, 0));
            distinct += Arrays.stream(choice.positions()).distinct().count();
        }
        assertThat(distinct / draws).isCloseTo(expected, within(0.25));
    }

    @Test
    void eightyFivePercentOfTheChosenAreMasked() {
        long masked = 0;
        long all = 0;
        for (int i = 0; i < 100_000; i++) {
            for (boolean bit : masking(0.15, false, 128)
                    .choose(sentence(64), 0, 64, KEY.at(i, 1, 0))
                    .masked()) {
                if (bit) masked++;
                all++;
            }
        }
        assertThat((double) masked / all).isCloseTo(0.85, within(0.002));
    }
}
