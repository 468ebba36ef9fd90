// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.segment;

import dev.triad.core.text.IntBuilder;

/// Triad's builder: the original's draws, but every token of a document lands in exactly one example, in the order of
/// the text. An example takes tokens until it is as long as its target, and what a line has beyond that begins the next
/// example.
///
/// Differs from the original, which cuts an example's overflow off and forgets it: of English Wikipedia, one paragraph
/// a line, it keeps 64 % at length 128. It follows that a short target really makes a short example, and that a
/// line never jumps back to the first segment. A line that is too long for the room it finds is dealt out
/// sentence by sentence, where the original would give it the whole example and so, with paragraphs for lines,
/// hardly ever make a second segment.
public final class CarryingSegmentBuilder implements SegmentBuilder {
    private static final double SINGLE_SHARE = 0.1;

    private final SegmentLayout layout;
    private final SentenceEnds sentenceEnds;
    private final Draws draws;
    private final ExampleWriter writer;
    private final TargetLength target;
    private final IntBuilder tokens = new IntBuilder();
    private final IntBuilder lineEnds = new IntBuilder();
    private int start;
    private int firstLine;

    /// @param sentenceEnds where lines may be divided that are too long
    public CarryingSegmentBuilder(SegmentLayout layout, SentenceEnds sentenceEnds, Draws draws, ExampleSink sink) {
        this.layout = layout;
        this.sentenceEnds = sentenceEnds;
        this.draws = draws;
        this.writer = new ExampleWriter(layout, sink);
        this.target = new TargetLength(layout.sequenceLength(), draws);
    }

    @Override
    public void line(int[] ids, int from, int to) {
        if (from == to) {
            return;
        }
        tokens.addAll(ids, from, to);
        lineEnds.add(tokens.size());
        while (pending() >= target.current() - layout.singleFrame()) {
            emit();
        }
        forgetEmitted();
    }

    @Override
    public void endDocument() {
        while (pending() > 0) {
            emit();
        }
        forgetEmitted();
    }

    private int pending() {
        return tokens.size() - start;
    }

    private void emit() {
        int length = target.current();
        boolean single = draws.fraction() < SINGLE_SHARE;
        int goal = single ? Integer.MAX_VALUE : (length - layout.pairFrame()) / 2;
        int first = firstSegment(goal, length - layout.singleFrame());
        int second = Math.clamp((long) length - layout.pairFrame() - first, 0, pending() - first);
        writer.write(tokens.array(), start, first, tokens.array(), start + first, second);
        start += first + second;
        while (firstLine < lineEnds.size() && lineEnds.get(firstLine) <= start) {
            firstLine++;
        }
        target.drawNext();
    }

    /// How many tokens the first segment takes: whole lines up to the goal, the one that crosses it if a coin says so,
    /// never more than there is room for.
    private int firstSegment(int goal, int room) {
        int taken = 0;
        int line = firstLine;
        while (taken < room && start + taken < tokens.size()) {
            if (lineEnds.get(line) == start + taken) {
                line++;
            }
            int length = unitEnd(start + taken, lineEnds.get(line), room - taken) - start - taken;
            boolean take = taken == 0 || (long) taken + length < goal || (taken < goal && draws.fraction() < 0.5);
            if (!take) {
                break;
            }
            taken = Math.min(taken + length, room);
        }
        return taken;
    }

    /// Where the line at `from` ends, or if it is too long its first sentence.
    private int unitEnd(int from, int lineEnd, int room) {
        if (lineEnd - from > room) {
            for (int at = from; at < lineEnd; at++) {
                if (sentenceEnds.contains(tokens.get(at))) {
                    return at + 1;
                }
            }
        }
        return lineEnd;
    }

    /// Moves what is pending to the front: less than one example, once per line.
    private void forgetEmitted() {
        int left = pending();
        System.arraycopy(tokens.array(), start, tokens.array(), 0, left);
        tokens.truncate(left);
        int kept = 0;
        int lines = lineEnds.size();
        int[] ends = lineEnds.array();
        for (int line = firstLine; line < lines; line++) {
            ends[kept++] = ends[line] - start;
        }
        lineEnds.truncate(kept);
        start = 0;
        firstLine = 0;
    }
}
