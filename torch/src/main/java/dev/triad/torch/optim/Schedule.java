// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.optim;

/// The learning rate of each step, from 0.
@FunctionalInterface
public interface Schedule {
    /// The rate for the update after `step` completed ones.
    double at(long step);

    /// Always the same.
    static Schedule constant(double rate) {
        return _ -> rate;
    }

    /// A linear climb from 0 that reaches `peak` after `warmup` steps and stays there (Jukebox). The first step has
    /// rate 0.
    static Schedule warmup(double peak, long warmup) {
        return step -> peak * ramp(step, warmup);
    }

    /// ELECTRA's: `peak · (1 − min(t, total) / total)^power · min(1, t / warmup)`. Warm-up multiplies the decay,
    /// both act from the start, so the highest rate is a little below `peak`; the first step has rate 0 unless
    /// `warmup` is 0.
    static Schedule polynomial(double peak, long total, long warmup, double power) {
        if (total < 1) throw new IllegalArgumentException("total steps must be at least 1, got " + total);
        return step -> peak * Math.pow(1 - (double) Math.min(step, total) / total, power) * ramp(step, warmup);
    }

    /// Half a cosine from `peak` down to `floor` after a linear warm-up.
    static Schedule cosine(double peak, double floor, long total, long warmup) {
        if (total <= warmup) {
            throw new IllegalArgumentException("total steps must exceed warm-up, got " + total + " and " + warmup);
        }
        return step -> {
            if (step < warmup) return peak * ramp(step, warmup);
            double progress = Math.min(1, (double) (step - warmup) / (total - warmup));
            return floor + (peak - floor) * 0.5 * (1 + Math.cos(Math.PI * progress));
        };
    }

    /// Jukebox's other mode: after `start` steps the warmed-up rate falls in a line to 0 over `decay` steps.
    static Schedule linearDecay(double peak, long warmup, long start, long decay) {
        if (decay < 1) throw new IllegalArgumentException("decay steps must be at least 1, got " + decay);
        return step -> peak * ramp(step, warmup) * Math.max(0, 1 - (double) Math.max(0, step - start) / decay);
    }

    /// Jukebox's default: warm-up, then the rate is multiplied by `gamma` every `every` steps.
    static Schedule stepDecay(double peak, long warmup, double gamma, long every) {
        if (every < 1) throw new IllegalArgumentException("decay interval must be at least 1, got " + every);
        return step -> peak * ramp(step, warmup) * Math.pow(gamma, Math.floor((double) step / every));
    }

    private static double ramp(long step, long warmup) {
        return warmup <= 0 ? 1 : Math.min(1, (double) step / warmup);
    }
}
