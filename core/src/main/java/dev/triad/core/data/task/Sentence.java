// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Words and their tags.
///
/// @param line the line of the first word, from 1
/// @param words as the file spells them
/// @param tags one for each word; null in a file without tags, which is there to be predicted
public record Sentence(
        long line, List<String> words, @Nullable List<String> tags) implements Located {
    public Sentence {
        words = List.copyOf(words);
        tags = tags == null ? null : List.copyOf(tags);
        if (tags != null && tags.size() != words.size()) {
            throw new IllegalArgumentException("%d tags for %d words".formatted(tags.size(), words.size()));
        }
    }
}
