// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

/// Probabilities from logits.
final class Probabilities {
    private Probabilities() {}

    /// Of classes that exclude each other.
    static double[] of(float[] logits) {
        double largest = logits[0];
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        var shares = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.exp(logits[i] - largest);
            sum += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    /// Of labels that do not.
    static double[] each(float[] logits) {
        var shares = new double[logits.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = of(logits[i]);
        }
        return shares;
    }

    /// Of something that is or is not.
    static double of(float logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /// The place of the largest; of equal ones the first.
    static int best(double[] shares) {
        int best = 0;
        for (int i = 1; i < shares.length; i++) {
            if (shares[i] > shares[best]) {
                best = i;
            }
        }
        return best;
    }
}
