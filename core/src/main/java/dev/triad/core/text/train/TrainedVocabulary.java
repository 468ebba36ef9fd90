// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.train;

import java.util.List;

/// A vocabulary fresh from training.
///
/// @param tokens the tokens in the order of their ids
/// @param merges the merges in the order they were learned, two tokens with a space between; what `merges.txt` holds
/// @param words how many words were counted
/// @param differentWords how many different ones the vocabulary was learned from
/// @param forgottenBelow words seen less often than this may have been forgotten on the way; 1 if none were
/// @param tokensPerWord how many tokens a counted word takes on average
/// @param unknownWords the share of counted words that the vocabulary cannot spell
public record TrainedVocabulary(
        List<String> tokens,
        List<String> merges,
        long words,
        int differentWords,
        long forgottenBelow,
        double tokensPerWord,
        double unknownWords) {
    public TrainedVocabulary {
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
    }
}
