// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import java.util.List;
import java.util.SequencedMap;

/// What a classifier says about a text.
///
/// @param labels the labels that it has: exactly one where classes exclude each other, any number where they do not,
///     none where the answer is a number
/// @param probabilities of each label, in the model's order; they sum up to 1 where classes exclude each other; empty
///     where the answer is a number
/// @param score the number, where the answer is one; else the highest probability
public record Classification(List<String> labels, SequencedMap<String, Double> probabilities, double score) {
    public Classification {
        labels = List.copyOf(labels);
        probabilities = java.util.Collections.unmodifiableSequencedMap(probabilities);
    }

    /// The label.
    ///
    /// @throws IllegalStateException when there is none: the answer is a number, or no label is likely enough
    public String label() {
        if (labels.isEmpty()) {
            throw new IllegalStateException("there is no label; look at probabilities() or score()");
        }
        return labels.getFirst();
    }
}
