// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.question;

import java.util.Arrays;

/// What a head says about a window.
///
/// @param starts the best starts in the row, the best first
/// @param startScores their scores
/// @param endScores for each start, the scores of all positions of the row as an end
/// @param none how much speaks for there being no answer
@SuppressWarnings("ArrayRecordComponent") // plain data, never compared
public record WindowReading(int[] starts, float[] startScores, float[][] endScores, double none) {
    /// The positions of the `count` largest of the first `length` values, the largest first; of equal ones the
    /// earlier.
    public static int[] largest(float[] values, int length, int count) {
        int kept = Math.min(count, length);
        var best = new int[kept];
        int size = 0;
        for (int i = 0; i < length; i++) {
            float value = values[i];
            if (size == kept && value <= values[best[size - 1]]) {
                continue;
            }
            int at = size == kept ? size - 1 : size++;
            while (at > 0 && values[best[at - 1]] < value) {
                best[at] = best[at - 1];
                at--;
            }
            best[at] = i;
        }
        return Arrays.copyOf(best, size);
    }
}
