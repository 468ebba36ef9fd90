// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.jukebox.prior.transformer.AttentionPattern;
import dev.triad.jukebox.prior.transformer.TransformerConfig;
import java.util.Locale;

/// What a prior will take, computed before anything is allocated.
///
/// @param purpose what it is for
/// @param weights bytes of the weights, in single precision
/// @param learning bytes of gradients, moments and averages
/// @param work bytes of activations, or of what generation keeps of the past
public record MemoryNeed(String purpose, long weights, long learning, long work) {
    private static final long FLOAT = Float.BYTES;

    /// For training: gradients, two moments, an average, and the activations of a micro-batch.
    ///
    /// @param recompute whether layers are computed again instead of being kept
    public static MemoryNeed training(PriorConfig config, int microBatch, boolean averages, boolean recompute) {
        long weights = config.parameterCount() * FLOAT;
        long activations = activations(config.transformer(), recompute);
        if (config.lyrics() instanceof LyricsConfig.Separate separate) {
            activations += activations(separate.encoder(), recompute);
        }
        activations += 3L * config.transformer().positions() * config.vocabulary(); // logits, and what a loss makes
        return new MemoryNeed("training", weights, weights * (averages ? 4 : 3), activations * microBatch * FLOAT);
    }

    /// For generating so many samples at once.
    public static MemoryNeed sampling(PriorConfig config, int batch) {
        long past = config.transformer().cacheCount(config.lyricTokens());
        return new MemoryNeed("sampling", config.parameterCount() * FLOAT, 0, past * batch * FLOAT);
    }

    /// Numbers that a sequence leaves behind for its gradients.
    private static long activations(TransformerConfig config, boolean recompute) {
        long largest = 0;
        long sum = 0;
        for (int layer = 0; layer < config.depth(); layer++) {
            long seen = switch (config.pattern(layer)) {
                case DENSE -> config.positions();
                case ROW, PREVIOUS_ROW -> config.rowLength();
                case COLUMN, SUMMARY -> config.blocks();
                case SUMMARY_SPREAD -> (long) config.blocks() * config.spread();
                case PRIME -> config.primePositions();
                case LYRICS -> config.width() / 4; // the encoder's positions are few
            };
            long each = 6L * config.width()
                    + 7L * config.stateWidth()
                    + 4L * config.mlpWidth()
                    + 2L * config.heads() * seen;
            long its = each * config.positions();
            boolean dense = config.pattern(layer) == AttentionPattern.DENSE;
            if (dense) its += (long) config.positions() * config.positions(); // its mask
            sum += its;
            largest = Math.max(largest, its);
        }
        long passing = (long) config.depth() * config.positions() * config.width();
        return recompute ? passing + largest : sum;
    }

    /// All of it.
    public long total() {
        return weights + learning + work;
    }

    /// All of it as people read it.
    public String totalText() {
        return gigabytes(total());
    }

    /// Refuses what does not fit.
    ///
    /// @param name how the message calls the model
    /// @param usable bytes that the machine has for it
    /// @throws IllegalArgumentException that says what is needed and what there is
    public void require(String name, long usable) {
        if (total() <= usable) return;
        throw new IllegalArgumentException(name + " needs about " + gigabytes(total()) + " for " + purpose + " ("
                + gigabytes(weights) + " of weights, "
                + (learning > 0 ? gigabytes(learning) + " of gradients and averages, " : "")
                + gigabytes(work) + (learning > 0 ? " of activations" : " of kept keys and values")
                + "), but there are " + gigabytes(usable) + ": take a smaller preset, or fewer sequences at once");
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, bytes < 100_000_000 ? "%.3f GB" : "%.1f GB", bytes / 1e9);
    }
}
