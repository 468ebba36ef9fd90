// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.task;

import java.util.List;
import java.util.SequencedMap;

/// A task and its rows.
///
/// @param task what is asked
/// @param train the rows to learn from, those of a symmetric task in both orders where that was asked for
/// @param held the rows to judge by, by name: "" for the ones that decide, others beside them ("mismatched")
public record TaskData(Task task, List<EncodedRow> train, SequencedMap<String, List<EncodedRow>> held) {
    public TaskData {
        if (train.isEmpty()) throw new IllegalArgumentException("task " + task.name() + " has no rows to learn from");
        if (held.values().stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("task " + task.name() + " has no rows to judge by");
        }
        train = List.copyOf(train);
    }
}
