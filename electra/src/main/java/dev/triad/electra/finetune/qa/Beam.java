// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The best starts of a window and, for each, the best ends.
final class Beam {
    private Beam() {}

    /// The positions of the `count` largest of `values[from, from + length)`, counted from `from`, the largest
    /// first; of equal ones the earlier.
    static int[] largest(float[] values, int from, int length, int count) {
        int kept = Math.min(count, length);
        var best = new int[kept];
        int size = 0;
        for (int i = 0; i < length; i++) {
            float value = values[from + i];
            if (size == kept && value <= values[from + best[size - 1]]) continue;
            int at = size == kept ? size - 1 : size++;
            while (at > 0 && values[from + best[at - 1]] < value) {
                best[at] = best[at - 1];
                at--;
            }
            best[at] = i;
        }
        return Arrays.copyOf(best, size);
    }

    /// Spans that may be answers: both ends in the window, the end not before the start, not too long, and no other
    /// window knows the start's surroundings better.
    ///
    /// @param row the window
    /// @param starts positions of the beam's starts in the row
    /// @param startScores their scores, in the same order
    /// @param ends for each start, the scores of all positions of the row as an end
    static List<WindowAnswers.Scored> spans(
            WindowRow row, int[] starts, float[] startScores, float[][] ends, SearchOptions options) {
        var spans = new ArrayList<WindowAnswers.Scored>();
        var window = row.window();
        int toText = window.first() - row.offset();
        for (int i = 0; i < starts.length; i++) {
            int first = starts[i] + toText;
            if (starts[i] < row.offset()
                    || !window.contains(first)
                    || row.question().bestWindow(first) != row.number()) {
                continue;
            }
            for (int end : largest(ends[i], 0, row.length(), options.beam())) {
                int last = end + toText;
                if (last >= first && last < window.end() && last - first < options.longest()) {
                    spans.add(new WindowAnswers.Scored(first, last, (double) startScores[i] + ends[i][end]));
                }
            }
        }
        return spans;
    }
}
