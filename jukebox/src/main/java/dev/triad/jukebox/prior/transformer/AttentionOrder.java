// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.transformer;

import static dev.triad.jukebox.prior.transformer.AttentionPattern.COLUMN;
import static dev.triad.jukebox.prior.transformer.AttentionPattern.DENSE;
import static dev.triad.jukebox.prior.transformer.AttentionPattern.LYRICS;
import static dev.triad.jukebox.prior.transformer.AttentionPattern.PREVIOUS_ROW;
import static dev.triad.jukebox.prior.transformer.AttentionPattern.PRIME;
import static dev.triad.jukebox.prior.transformer.AttentionPattern.ROW;
import static dev.triad.jukebox.prior.transformer.AttentionPattern.SUMMARY;
import static dev.triad.jukebox.prior.transformer.AttentionPattern.SUMMARY_SPREAD;

import java.util.List;

/// Which layer has which pattern, in the orders that checkpoints know by number.
public final class AttentionOrder {
    private static final List<AttentionPattern> FACTORED = List.of(ROW, COLUMN, PREVIOUS_ROW);
    private static final int PERIOD = 16;

    private AttentionOrder() {}

    /// Every order there is: 0 to 12.
    public static final int COUNT = 13;

    /// The pattern of a layer, counted from 0.
    ///
    /// @throws IllegalArgumentException for an order that does not exist
    public static AttentionPattern pattern(int order, int layer) {
        return switch (order) {
            case 0 -> DENSE;
            case 1 -> layer % 2 == 0 ? ROW : COLUMN;
            case 2 -> factored(layer);
            case 3 -> layer % 2 == 0 ? ROW : SUMMARY;
            case 4 -> layer % 2 == 0 ? ROW : SUMMARY_SPREAD;
            case 5 -> layer % 4 == 1 ? SUMMARY : ROW;
            case 6 -> cycle(layer, 1, LYRICS);
            case 7 -> cycle(layer, 5, LYRICS);
            case 8 -> cycle(layer, 3, LYRICS);
            case 9 -> cycle(layer, 1, DENSE);
            // Nine layers, then seven times nine and one that looks at lyrics: put between trained layers.
            case 10 -> layer < 9 ? factored(layer) : cycle(layer - 9, 3, LYRICS);
            case 11 -> rare(layer, LYRICS);
            case 12 -> rare(layer, PRIME);
            default ->
                throw new IllegalArgumentException(
                        "attention order must be 0 to " + (COUNT - 1) + ", not " + order + "; music alone takes 2");
        };
    }

    private static AttentionPattern factored(int layer) {
        return FACTORED.get(layer % 3);
    }

    /// So many rounds of row, column, previous row, and then `other`.
    private static AttentionPattern cycle(int layer, int rounds, AttentionPattern other) {
        int place = layer % (3 * rounds + 1);
        return place == 3 * rounds ? other : factored(place);
    }

    /// Every sixteenth layer is `other`, `other`, dense in turn.
    private static AttentionPattern rare(int layer, AttentionPattern other) {
        if (layer % PERIOD != PERIOD - 1) return factored(layer);
        return layer % 3 == 2 ? DENSE : other;
    }
}
