// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.transformer;

/// The sizes of a factored-attention transformer.
///
/// @param positions length of its sequences
/// @param width of what flows through it
/// @param depth layers
/// @param heads of each attention
/// @param blocks rows that the sequence is cut into; they divide it evenly
/// @param order which layer has which pattern, see [AttentionOrder]
/// @param attentionRatio width of queries, keys and values over the width
/// @param mlpRatio width inside the feed-forward part over the width
/// @param initScale factor on the first weights' standard deviation
/// @param residualScale whether each layer adds 1/depth of what it computed, instead of all
/// @param primeTokens lyrics that stand before the music in the same sequence
/// @param spread positions of each row that [AttentionPattern#SUMMARY_SPREAD] sees
public record TransformerConfig(
        int positions,
        int width,
        int depth,
        int heads,
        int blocks,
        int order,
        double attentionRatio,
        double mlpRatio,
        double initScale,
        boolean residualScale,
        int primeTokens,
        int spread) {
    public TransformerConfig {
        if (positions < 1 || width < 1 || depth < 1 || heads < 1 || blocks < 1) {
            throw new IllegalArgumentException("positions, width, depth, heads and blocks must be at least 1, not "
                    + positions + ", " + width + ", " + depth + ", " + heads + " and " + blocks);
        }
        if (positions % blocks != 0) {
            throw new IllegalArgumentException("blocks must divide the " + positions + " positions"
                    + (primeTokens > 0 ? " (music and lyrics)" : "") + " evenly, not " + blocks);
        }
        if (!(attentionRatio > 0) || !(mlpRatio > 0) || !(initScale >= 0)) {
            throw new IllegalArgumentException("ratios must be positive and init_scale 0 or more, not " + attentionRatio
                    + ", " + mlpRatio + " and " + initScale);
        }
        int state = (int) (attentionRatio * width);
        if (state < 1 || state % heads != 0) {
            throw new IllegalArgumentException("the attention width " + state + ", which is " + attentionRatio + " of "
                    + width + ", must divide into " + heads + " heads");
        }
        if (primeTokens < 0 || primeTokens > positions) {
            throw new IllegalArgumentException(
                    "lyrics must be 0 to " + positions + " positions long, not " + primeTokens);
        }
        if (spread < 1 || spread > positions / blocks) {
            throw new IllegalArgumentException(
                    "spread must be 1 to the row's length " + positions / blocks + ", not " + spread);
        }
        AttentionOrder.pattern(order, 0);
    }

    /// Attention of a quarter of the width, feed-forward of the width, residuals as they are: all released models.
    public static TransformerConfig of(
            int positions, int width, int depth, int heads, int blocks, int order, double initScale) {
        return new TransformerConfig(positions, width, depth, heads, blocks, order, 0.25, 1, initScale, false, 0, 1);
    }

    /// The same with lyrics of so many characters before the music; `positions` counts them in.
    public TransformerConfig withPrime(int positions, int tokens) {
        return new TransformerConfig(
                positions,
                width,
                depth,
                heads,
                blocks,
                order,
                attentionRatio,
                mlpRatio,
                initScale,
                residualScale,
                tokens,
                spread);
    }

    /// The same with another width of attention.
    public TransformerConfig withAttentionRatio(double ratio) {
        return new TransformerConfig(
                positions,
                width,
                depth,
                heads,
                blocks,
                order,
                ratio,
                mlpRatio,
                initScale,
                residualScale,
                primeTokens,
                spread);
    }

    /// The pattern of a layer.
    public AttentionPattern pattern(int layer) {
        return AttentionOrder.pattern(order, layer);
    }

    /// Positions in a row.
    public int rowLength() {
        return positions / blocks;
    }

    /// Width of queries, keys and values, all heads together.
    public int stateWidth() {
        return (int) (attentionRatio * width);
    }

    /// Width inside the feed-forward part.
    public int mlpWidth() {
        return (int) (mlpRatio * width);
    }

    /// Positions that [AttentionPattern#PRIME] sees: the lyrics, and what is left of their last row's share.
    public int primePositions() {
        return Math.min(positions, (primeTokens / blocks + 1) * blocks);
    }

    /// Whether some layer looks at encoded lyrics.
    public boolean looksAtLyrics() {
        for (int layer = 0; layer < depth; layer++) if (pattern(layer) == AttentionPattern.LYRICS) return true;
        return false;
    }

    /// Trained values of all layers.
    public long parameterCount() {
        long state = stateWidth();
        long inner = mlpWidth();
        // Two norms; keys, values and queries; both sides of the feed-forward part. Layers that look at lyrics have
        // the same weights in two pieces.
        long layer = 4L * width
                + 3 * state * (width + 1L)
                + state * width
                + width
                + inner * (width + 1L)
                + inner * width
                + width;
        return depth * layer;
    }

    /// Numbers that step-by-step generation keeps per sequence: keys and values of what may still be seen.
    ///
    /// @param lyrics encoded lyrics
    public long cacheCount(int lyrics) {
        long kept = 0;
        for (int layer = 0; layer < depth; layer++) {
            kept += switch (pattern(layer)) {
                case DENSE, COLUMN -> positions;
                case ROW -> rowLength();
                case PREVIOUS_ROW -> 2L * rowLength();
                case SUMMARY -> blocks;
                case SUMMARY_SPREAD -> (long) blocks * spread;
                case LYRICS -> lyrics;
                case PRIME -> primePositions();
            };
        }
        return 2 * kept * stateWidth();
    }
}
