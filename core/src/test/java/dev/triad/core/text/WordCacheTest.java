// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordCacheTest {
    private final WordCache cache = new WordCache();
    private final IntBuilder out = new IntBuilder();

    /// The ids that a word has in these tests follow from its bytes.
    private static int[] ids(byte[] text, int start, int end) {
        int hash = 17;
        for (int i = start; i < end; i++) {
            hash = hash * 31 + text[i];
        }
        var ids = new int[Math.floorMod(hash, WordCache.MOST_IDS + 1)];
        Arrays.setAll(ids, i -> WordCache.LARGEST_ID - i - ids.length);
        for (int i = 0; i < ids.length; i++) {
            ids[i] -= Math.floorMod(hash, 100_000);
        }
        return ids;
    }

    @Test
    void aWordIsFoundWithItsIdsOrNotAtAll() {
        var random = new Random(3);
        int found = 0;
        for (int i = 0; i < 400_000; i++) {
            int length = 1 + random.nextInt(WordCache.LONGEST);
            var text = new byte[length + random.nextInt(30)];
            int start = random.nextInt(text.length - length + 1);
            // Few letters and zeros: short words come back often, long ones differ in one byte.
            for (int j = 0; j < text.length; j++) {
                text[j] = (byte) (random.nextInt(length < 6 ? 6 : 2) - 1);
            }
            var ids = ids(text, start, start + length);
            out.clear();
            if (cache.append(text, start, start + length, out)) {
                assertThat(out.toArray()).isEqualTo(ids);
                found++;
            } else {
                assertThat(out.size()).isZero();
                cache.store(ids, 0, ids.length);
            }
        }
        assertThat(found).isGreaterThan(100_000);
    }

    @Test
    void frequentWordsSurviveAFloodOfRareOnes() {
        var frequent = "the".getBytes(StandardCharsets.UTF_8);
        int missed = 0;
        for (int i = 0; i < 1_000_000; i++) {
            if (i % 10 == 0 && !cache.append(frequent, 0, frequent.length, out)) {
                cache.store(new int[] {7}, 0, 1);
                missed++;
            }
            var rare = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
            if (!cache.append(rare, 0, rare.length, out)) {
                cache.store(new int[] {i}, 0, 1);
            }
            out.clear();
        }
        assertThat(missed).isLessThan(3);
    }
}
