// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.util.List;

/// The parts that a data set is published in.
@SuppressWarnings("ImmutableEnumChecker") // its list is made by List.of
public enum Split {
    TRAIN(List.of("train")),
    DEV(List.of("dev", "dev_matched", "valid", "validation")),
    TEST(List.of("test", "test_matched"));

    private final List<String> names;

    Split(List<String> names) {
        this.names = names;
    }

    /// Names that its file may have, without an ending, the likeliest first.
    List<String> names() {
        return names;
    }
}
