// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.segment;

/// Takes the examples a [SegmentBuilder] makes.
@FunctionalInterface
public interface ExampleSink {
    /// @param ids the example's tokens, special ones included, from index 0; valid during the call
    /// @param length how many they are
    /// @param firstLength how many belong to the first segment; the rest have type id 1
    void example(int[] ids, int length, int firstLength);
}
