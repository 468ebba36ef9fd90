// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.segment;

/// How long the next example shall be: the full sequence length, or in five cases of a hundred any length from 5 up, so
/// that a model meets short inputs before fine-tuning does.
final class TargetLength {
    private static final double SHORT_SHARE = 0.05;
    private static final int SHORTEST = 5;

    private final int sequenceLength;
    private final Draws draws;
    private int current;

    TargetLength(int sequenceLength, Draws draws) {
        this.sequenceLength = sequenceLength;
        this.draws = draws;
        this.current = sequenceLength;
    }

    int current() {
        return current;
    }

    void drawNext() {
        current = draws.fraction() < SHORT_SHARE ? draws.between(SHORTEST, sequenceLength) : sequenceLength;
    }
}
