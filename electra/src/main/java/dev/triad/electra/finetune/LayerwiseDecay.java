// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.torch.nn.Module;
import dev.triad.torch.optim.ParameterRule;
import java.util.Locale;
import java.util.regex.Pattern;

/// Layer-wise learning-rate decay: the head learns at the full rate, each layer below it at `decay` times the
/// rate of the one above, the embeddings slowest.
///
/// @param decay factor from one layer to the next below; 1 for none
/// @param mode how depth is counted
/// @param layers layers of the encoder
public record LayerwiseDecay(double decay, Mode mode, int layers) {
    /// How depth is counted.
    public enum Mode {
        /// The top layer gets decay¹.
        CORRECTED,
        /// The top layer gets decay²: the original counts a pooler that ELECTRA does not have.
        ORIGINAL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern LAYER = Pattern.compile("(?:^|.*\\.)encoder\\.layer\\.(\\d+)\\..*");
    private static final Pattern EMBEDDINGS = Pattern.compile("(?:^|.*\\.)embeddings(_project)?\\..*");

    public LayerwiseDecay {
        if (!(decay > 0 && decay <= 1)) {
            throw new IllegalArgumentException("layer-wise decay must be in (0, 1], got " + decay);
        }
    }

    /// The factor on the learning rate of a parameter.
    public double scale(String name) {
        int head = mode == Mode.CORRECTED ? layers + 1 : layers + 2;
        return Math.pow(decay, (double) head - Math.min(head, depth(name)));
    }

    /// How deep a parameter lies: 0 for the embeddings and their projection, i + 1 for layer i, and more than any
    /// layer for the head.
    static int depth(String name) {
        var layer = LAYER.matcher(name);
        if (layer.matches()) return Integer.parseInt(layer.group(1)) + 1;
        return EMBEDDINGS.matcher(name).matches() ? 0 : Integer.MAX_VALUE;
    }

    /// Freezes the embeddings and the lowest layers of a model: they need no gradients and no optimiser state.
    ///
    /// @param layers how many layers; 0 freezes nothing, not even the embeddings
    /// @throws IllegalArgumentException if the encoder has fewer
    public static void freeze(Module model, int layers, EncoderConfig encoder) {
        if (layers < 0 || layers > encoder.numHiddenLayers()) {
            throw new IllegalArgumentException("the encoder has " + encoder.numHiddenLayers() + " layers, " + layers
                    + " of them cannot be frozen");
        }
        if (layers == 0) return;
        model.uniqueParameters().forEach((name, parameter) -> {
            if (depth(name) <= layers) parameter.trainable(false);
        });
    }

    /// The factor, and BERT's habit of not decaying the weights of layer norms and biases.
    public ParameterRule rule(String name) {
        return new ParameterRule(scale(name), ParameterRule.bert(name).decays());
    }
}
