// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.segment;

import dev.triad.core.data.TokenExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Collects what a builder makes; `[CLS]` is 1, `[SEP]` is 2, and text starts at 10.
final class Examples implements ExampleSink {
    static final int CLS = 1;
    static final int SEP = 2;

    final List<TokenExample> made = new ArrayList<>();

    @Override
    public void example(int[] ids, int length, int firstLength) {
        made.add(new TokenExample(Arrays.copyOf(ids, length), firstLength));
    }

    static SegmentLayout layout(int sequenceLength) {
        return new SegmentLayout(sequenceLength, CLS, SEP, 1);
    }

    /// Adds lines of these lengths whose tokens count up from `first`.
    ///
    /// @return the token that comes next
    static int lines(SegmentBuilder builder, int first, int... lengths) {
        int next = first;
        for (int length : lengths) {
            int[] padded = IntStream.range(next - 1, next + length + 1).toArray();
            builder.line(padded, 1, length + 1);
            next += length;
        }
        return next;
    }

    /// `[CLS] from … to-1 [SEP]`.
    static TokenExample single(int from, int to) {
        int[] ids = IntStream.concat(IntStream.concat(IntStream.of(CLS), IntStream.range(from, to)), IntStream.of(SEP))
                .toArray();
        return new TokenExample(ids, ids.length);
    }

    /// `[CLS] from … middle-1 [SEP] middle … to-1 [SEP]`.
    static TokenExample pair(int from, int middle, int to) {
        return pair(IntStream.range(from, middle), IntStream.range(middle, to));
    }

    static TokenExample pair(IntStream first, IntStream second) {
        int[] a = first.toArray();
        int[] b = second.toArray();
        var ids = IntStream.builder().add(CLS);
        Arrays.stream(a).forEach(ids::add);
        ids.add(SEP);
        Arrays.stream(b).forEach(ids::add);
        return new TokenExample(ids.add(SEP).build().toArray(), a.length + 2);
    }
}
