// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.segment;

/// Puts segments between special tokens and passes them on.
final class ExampleWriter {
    private final SegmentLayout layout;
    private final ExampleSink sink;
    private final int[] ids;

    ExampleWriter(SegmentLayout layout, ExampleSink sink) {
        this.layout = layout;
        this.sink = sink;
        this.ids = new int[layout.sequenceLength()];
    }

    /// One example of a first segment and, unless `secondLength` is 0, a second.
    void write(int[] first, int firstFrom, int firstLength, int[] second, int secondFrom, int secondLength) {
        int at = 0;
        ids[at++] = layout.classification();
        System.arraycopy(first, firstFrom, ids, at, firstLength);
        at += firstLength;
        ids[at++] = layout.separator();
        int firstSegment = at;
        if (secondLength > 0) {
            for (int i = 1; i < layout.separatorsBetween(); i++) {
                ids[at++] = layout.separator();
            }
            System.arraycopy(second, secondFrom, ids, at, secondLength);
            at += secondLength;
            ids[at++] = layout.separator();
        }
        sink.example(ids, at, firstSegment);
    }
}
