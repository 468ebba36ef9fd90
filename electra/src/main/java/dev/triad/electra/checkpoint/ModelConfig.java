// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import dev.triad.electra.encoder.EncoderConfig;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// An encoder and what it answers: the content of `config.json`.
///
/// @param encoder the sizes
/// @param head the kind of answer
/// @param labels names of the classes in the order of the logits; one for regression; empty where the head has
///     none
/// @param problemType Hugging Face's "regression", "single_label_classification" or "multi_label_classification",
///     or null where it does not say
public record ModelConfig(
        EncoderConfig encoder,
        HeadKind head,
        List<String> labels,
        @Nullable String problemType) {
    public ModelConfig {
        labels = List.copyOf(labels);
        if (head.hasLabels() && labels.isEmpty()) {
            throw new IllegalArgumentException(
                    "a " + head.architecture(encoder.family()) + " needs at least one label");
        }
    }

    /// A model without labels.
    public static ModelConfig of(EncoderConfig encoder, HeadKind head) {
        return new ModelConfig(encoder, head, List.of(), null);
    }

    /// Labels named as Hugging Face names them when nobody does: LABEL_0, LABEL_1, ….
    public static List<String> unnamedLabels(int count) {
        return IntStream.range(0, count).mapToObj(i -> "LABEL_" + i).toList();
    }

    /// The same encoder with another head.
    public ModelConfig withHead(HeadKind other, List<String> itsLabels) {
        return new ModelConfig(encoder, other, itsLabels, null);
    }

    /// The same encoder with another head for a problem that Hugging Face has a name for.
    public ModelConfig withHead(HeadKind other, List<String> itsLabels, @Nullable String itsProblemType) {
        return new ModelConfig(encoder, other, itsLabels, itsProblemType);
    }

    public ModelConfig withEncoder(EncoderConfig other) {
        return new ModelConfig(other, head, labels, problemType);
    }
}
