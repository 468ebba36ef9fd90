// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.segment;

import dev.triad.core.text.IntBuilder;

/// The builder of the published ELECTRA code, decision by decision, for those who compare with it. Lines are collected
/// until they reach the target length and then dealt out to the two segments whole; what is over the sequence length
/// is thrown away, and a short line may join the first segment after longer ones went to the second.
public final class OriginalSegmentBuilder implements SegmentBuilder {
    private static final double SINGLE_SHARE = 0.1;
    private static final int NO_SECOND_SEGMENT = 100_000;

    private final SegmentLayout layout;
    private final Draws draws;
    private final ExampleWriter writer;
    private final TargetLength target;
    private final IntBuilder tokens = new IntBuilder();
    private final IntBuilder lineEnds = new IntBuilder();
    private final IntBuilder first = new IntBuilder();
    private final IntBuilder second = new IntBuilder();

    public OriginalSegmentBuilder(SegmentLayout layout, Draws draws, ExampleSink sink) {
        this.layout = layout;
        this.draws = draws;
        this.writer = new ExampleWriter(layout, sink);
        this.target = new TargetLength(layout.sequenceLength(), draws);
    }

    @Override
    public void line(int[] ids, int from, int to) {
        tokens.addAll(ids, from, to);
        lineEnds.add(tokens.size());
        if (tokens.size() >= target.current()) {
            emit();
        }
    }

    @Override
    public void endDocument() {
        if (tokens.size() > 0) {
            emit();
        }
    }

    private void emit() {
        int goal = draws.fraction() < SINGLE_SHARE ? NO_SECOND_SEGMENT : (target.current() - layout.pairFrame()) / 2;
        int from = 0;
        for (int line = 0; line < lineEnds.size(); line++) {
            int to = lineEnds.get(line);
            segmentOf(to - from, goal).addAll(tokens.array(), from, to);
            from = to;
        }
        int firstLength = Math.min(first.size(), layout.sequenceLength() - layout.singleFrame());
        int room = Math.max(0, layout.sequenceLength() - layout.pairFrame() - firstLength);
        writer.write(first.array(), 0, firstLength, second.array(), 0, Math.min(second.size(), room));
        tokens.clear();
        lineEnds.clear();
        first.clear();
        second.clear();
        target.drawNext();
    }

    private IntBuilder segmentOf(int length, int goal) {
        boolean toFirst = first.size() == 0
                || first.size() + length < goal
                || (second.size() == 0 && first.size() < goal && draws.fraction() < 0.5);
        return toFirst ? first : second;
    }
}
