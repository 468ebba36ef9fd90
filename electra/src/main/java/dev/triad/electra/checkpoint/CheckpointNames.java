// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import dev.triad.electra.encoder.EncoderFamily;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Brings the tensor names of a checkpoint to the form [TextModel] has.
///
/// Names may come from today's `transformers`, from old BERT files (`LayerNorm.gamma`), without the family's
/// prefix (an encoder saved alone), wrapped by a data-parallel `module.`, or from Google's TensorFlow
/// checkpoints.
public final class CheckpointNames {
    /// Which half of a TensorFlow pretraining checkpoint is meant; the two share their embeddings.
    public enum Part {
        DISCRIMINATOR,
        GENERATOR
    }

    /// A name in the model's form.
    ///
    /// @param name the name
    /// @param transposed whether the tensor is stored the other way round (TensorFlow kernels)
    public record Target(String name, boolean transposed) {}

    private static final Pattern IGNORED = Pattern.compile(
            ".*(\\.position_ids|\\.token_type_ids|/adam_m|/adam_v|/Adam|/Adam_1)$|^(global_step|beta\\d_power)$");
    private static final List<String> HEADS = List.of(
            "discriminator_predictions.",
            "generator_predictions.",
            "generator_lm_head.",
            "cls.",
            "lm_head.",
            "classifier.",
            "qa_outputs.",
            "qa_",
            "sequence_summary.");

    private final EncoderFamily family;
    private final boolean prefixed;
    private final Part part;

    /// @param names all names of the checkpoint
    public CheckpointNames(EncoderFamily family, Iterable<String> names, Part part) {
        this.family = family;
        this.part = part;
        boolean found = false;
        for (String name : names) found |= unwrapped(name).startsWith(family.modelType() + ".");
        prefixed = found;
    }

    /// The model's name for a tensor of the checkpoint, or nothing for what no model needs (optimiser state,
    /// constant buffers, the other half of a TensorFlow checkpoint).
    public Optional<Target> target(String name) {
        if (IGNORED.matcher(name).matches()) return Optional.empty();
        if (name.indexOf('/') >= 0) return TensorFlowNames.target(name, part);
        String plain = unwrapped(name)
                .replace("LayerNorm.gamma", "LayerNorm.weight")
                .replace("LayerNorm.beta", "LayerNorm.bias");
        if (!prefixed && isEncoderName(plain)) plain = family.modelType() + "." + plain;
        return Optional.of(new Target(plain, false));
    }

    private static String unwrapped(String name) {
        return name.startsWith("module.") ? name.substring("module.".length()) : name;
    }

    private static boolean isEncoderName(String name) {
        return name.startsWith("embeddings.")
                || name.startsWith("embeddings_project.")
                || name.startsWith("encoder.")
                || name.startsWith("pooler.");
    }

    /// Whether a name belongs to some head (or a pooler), which a model with another head may leave unread.
    public boolean isHead(String name) {
        return name.startsWith(family.modelType() + ".pooler.")
                || HEADS.stream().anyMatch(name::startsWith);
    }

    /// The name of what an output layer is tied to, when `name` is a copy of it: the token table or the output's
    /// own bias.
    public Optional<String> tiedTo(String name) {
        return switch (name) {
            case "generator_lm_head.weight", "cls.predictions.decoder.weight", "lm_head.decoder.weight" ->
                Optional.of(family.modelType() + ".embeddings.word_embeddings.weight");
            case "cls.predictions.decoder.bias" -> Optional.of("cls.predictions.bias");
            case "lm_head.decoder.bias" -> Optional.of("lm_head.bias");
            default -> Optional.empty();
        };
    }
}
