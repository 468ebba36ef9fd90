// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.task;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The files of a task.
///
/// @param train rows to learn from
/// @param dev rows to judge by, or null to hold out some of those to learn from
/// @param others more rows to judge by, which decide nothing, by name ("mismatched")
public record TaskFiles(Path train, @Nullable Path dev, SequencedMap<String, Path> others) {
    public TaskFiles {
        others = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(others));
    }

    /// Files without others.
    public TaskFiles(Path train, @Nullable Path dev) {
        this(train, dev, new LinkedHashMap<>());
    }
}
