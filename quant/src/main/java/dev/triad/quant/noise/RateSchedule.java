// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.noise;

/// What share of the blocks noise strikes, step by step: from one rate to another in a straight line, then that.
///
/// @param from the rate of step 0
/// @param to the rate from step `steps` on
/// @param steps how long the way is; 0 for `to` from the start
public record RateSchedule(double from, double to, long steps) {
    public RateSchedule {
        if (!(from >= 0 && from <= 1 && to >= 0 && to <= 1)) {
            throw new IllegalArgumentException("a noise rate must be between 0 and 1, got " + from + " to " + to);
        }
        if (steps < 0) throw new IllegalArgumentException("the noise rate's steps must not be negative, got " + steps);
    }

    /// Always the same rate.
    public static RateSchedule constant(double rate) {
        return new RateSchedule(rate, rate, 0);
    }

    /// Reads `0.1`, or `0:0.1:1000` for 0 to 0.1 within a thousand steps.
    public static RateSchedule parse(String text) {
        var parts = text.split(":", -1);
        try {
            if (parts.length == 1) return constant(Double.parseDouble(text));
            if (parts.length == 3) {
                return new RateSchedule(
                        Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), Long.parseLong(parts[2]));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(explanation(text), e);
        }
        throw new IllegalArgumentException(explanation(text));
    }

    private static String explanation(String text) {
        return "a noise rate is a number such as 0.1, or from:to:steps such as 0:0.1:1000, not '" + text + "'";
    }

    /// The rate in a step.
    public double at(long step) {
        return step >= steps ? to : from + (to - from) * step / steps;
    }

    /// The highest rate of all.
    public double highest() {
        return steps == 0 ? to : Math.max(from, to);
    }

    @Override
    public String toString() {
        return steps == 0 ? Double.toString(to) : from + ":" + to + ":" + steps;
    }
}
