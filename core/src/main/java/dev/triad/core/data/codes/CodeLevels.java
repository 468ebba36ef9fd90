// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.codes;

import java.util.List;

/// What the codes of a data set mean.
///
/// @param sampleRate of the audio they stand for, in Hz
/// @param hops samples that a code of each level stands for, from the finest; each is a multiple of the one
///     before
/// @param codebookSize codes of each level
public record CodeLevels(int sampleRate, List<Integer> hops, int codebookSize) {
    public CodeLevels {
        if (sampleRate < 1 || codebookSize < 1 || hops.isEmpty()) {
            throw new IllegalArgumentException("codes need a sample rate, levels and a codebook, not " + sampleRate
                    + " Hz, hops " + hops + " and " + codebookSize + " codes");
        }
        for (int level = 0; level < hops.size(); level++) {
            int below = level == 0 ? 1 : hops.get(level - 1);
            if (hops.get(level) < 1 || hops.get(level) % below != 0) {
                throw new IllegalArgumentException("each hop must be a multiple of the one before, not " + hops);
            }
        }
        hops = List.copyOf(hops);
    }

    /// How many levels there are.
    public int count() {
        return hops.size();
    }

    /// Codes of a level for so many samples: the last top-level code of a song may reach beyond its end.
    public long codes(int level, long frames) {
        int top = hops.getLast();
        return Math.ceilDiv(frames, top) * (top / hops.get(level));
    }

    /// Bytes of a code on disk.
    int bytes() {
        return codebookSize <= 1 << 16 ? Short.BYTES : Integer.BYTES;
    }
}
