// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.core.random.RandomStream;
import java.util.Arrays;

/// How a code is drawn from what a prior says.
///
/// @param temperature logits are divided by it: below 1 the likely becomes likelier
/// @param topK only the k likeliest codes are drawn, and what is as likely as the k-th; 0 for all
/// @param topP only the likeliest codes are drawn that together have this probability, with the one that crosses
///     it; 0 for all
public record SamplingRule(double temperature, int topK, double topP) {
    /// Every code as likely as the prior says.
    public static final SamplingRule PLAIN = new SamplingRule(1, 0, 0);

    public SamplingRule {
        if (!(temperature > 0) || temperature == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("temperature must be positive, not " + temperature
                    + "; for the likeliest code always, take the likeliest 1");
        }
        if (topK < 0) throw new IllegalArgumentException("top-k must be 0 or more, not " + topK);
        if (!(topP >= 0 && topP <= 1)) throw new IllegalArgumentException("top-p must be 0 to 1, not " + topP);
        if (topK > 0 && topP > 0) {
            throw new IllegalArgumentException("top-k and top-p exclude one another, got " + topK + " and " + topP);
        }
    }

    /// Draws one.
    ///
    /// @param logits as the prior gives them
    /// @param from the first that may be drawn
    /// @param random gives one number
    /// @return its place among all logits
    public int draw(float[] logits, int from, RandomStream random) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < logits.length; i++) largest = Math.max(largest, logits[i]);
        if (!Double.isFinite(largest)) {
            throw new IllegalArgumentException("the prior's logits are no numbers; its weights may be damaged");
        }
        float threshold = threshold(logits, from, largest);
        var weights = new double[logits.length];
        double sum = 0;
        for (int i = from; i < logits.length; i++) {
            if (logits[i] >= threshold) weights[i] = StrictMath.exp((logits[i] - largest) / temperature);
            sum += weights[i];
        }
        double point = random.nextDouble() * sum;
        int last = from;
        for (int i = from; i < logits.length; i++) {
            if (weights[i] == 0) continue;
            last = i;
            point -= weights[i];
            if (point < 0) break;
        }
        return last;
    }

    /// The smallest logit that may be drawn.
    private float threshold(float[] logits, int from, double largest) {
        int count = logits.length - from;
        if (topP == 0 && (topK == 0 || topK >= count)) return Float.NEGATIVE_INFINITY;
        var sorted = Arrays.copyOfRange(logits, from, logits.length);
        Arrays.sort(sorted);
        if (topK > 0) return sorted[count - topK];
        double all = 0;
        for (float logit : sorted) all += StrictMath.exp((logit - largest) / temperature);
        double reached = 0;
        for (int i = count - 1; i > 0; i--) {
            reached += StrictMath.exp((sorted[i] - largest) / temperature);
            if (reached >= topP * all) return sorted[i];
        }
        return sorted[0];
    }
}
