// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import org.jspecify.annotations.Nullable;

/// The tokens of one text, before they are arranged.
record TextTokens(IntBuilder ids, IntBuilder starts, IntBuilder ends) {
    TextTokens() {
        this(new IntBuilder(32), new IntBuilder(32), new IntBuilder(32));
    }

    int size() {
        return ids.size();
    }

    void add(int id, int start, int end) {
        ids.add(id);
        starts.add(start);
        ends.add(end);
    }

    private void truncate(int size) {
        ids.truncate(size);
        starts.truncate(size);
        ends.truncate(size);
    }

    /// Cuts one text or a pair so that at most `room` tokens are left.
    ///
    /// @throws IllegalArgumentException if the text that may be cut is too short for it
    static void truncate(TextTokens first, @Nullable TextTokens second, Truncation how, int room) {
        int excess = first.size() + (second == null ? 0 : second.size()) - room;
        if (excess <= 0) {
            return;
        }
        switch (how) {
            case NONE -> {}
            case LONGEST_FIRST -> {
                if (second == null) {
                    first.truncate(room);
                } else {
                    truncateLongest(first, second, room);
                }
            }
            case ONLY_FIRST -> truncateOnly(first, excess, "first");
            case ONLY_SECOND -> {
                if (second == null) {
                    throw new IllegalArgumentException("there is no second text to truncate");
                }
                truncateOnly(second, excess, "second");
            }
        }
    }

    /// The shorter text keeps what it has as long as that is less than half; of an odd rest the longer one gets more.
    private static void truncateLongest(TextTokens first, TextTokens second, int room) {
        boolean firstIsLonger = first.size() > second.size();
        int shorter = Math.min(Math.min(first.size(), second.size()), room / 2);
        int longer = room - shorter;
        first.truncate(firstIsLonger ? longer : shorter);
        second.truncate(firstIsLonger ? shorter : longer);
    }

    private static void truncateOnly(TextTokens text, int excess, String which) {
        if (excess >= text.size()) {
            throw new IllegalArgumentException(
                    "the %s text has %d tokens and %d too many to fit; truncate the other text too"
                            .formatted(which, text.size(), excess));
        }
        text.truncate(text.size() - excess);
    }
}
