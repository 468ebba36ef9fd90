// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.task;

import java.util.BitSet;

/// What is right for a row.
public sealed interface Answer {
    /// Nobody knows: a row to predict.
    Answer UNKNOWN = new Unknown();

    /// One class.
    record OneLabel(int label) implements Answer {}

    /// Any number of labels.
    record Labels(BitSet present) implements Answer {}

    /// A number on the task's scale.
    record Score(double value) implements Answer {}

    /// A class for each of the row's places.
    @SuppressWarnings("ArrayRecordComponent") // plain data, never compared
    record Tags(int[] labels) implements Answer {}

    /// No answer.
    record Unknown() implements Answer {}
}
