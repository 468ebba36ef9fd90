// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.segment;

/// Collects the lines of documents and hands out examples as they fill. Belongs to one thread.
public interface SegmentBuilder {
    /// The next line of the current document: the ids `ids[from, to)`, none of them special.
    void line(int[] ids, int from, int to);

    /// The document is over; what it left is an example too. Without lines since the last call, nothing happens.
    void endDocument();
}
