// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/// How far the whole tour is: planned times, stretched by how the steps done so far kept to theirs.
final class Pace {
    /// A step that takes longer than planned is never nearly done.
    private static final double AT_LEAST = 0.1;

    private final double total;
    private final LongSupplier clock;
    private double donePlanned;
    private double measuredPlanned;
    private double measured;
    private double current;
    private long began;

    /// @param planned seconds of each step
    /// @param clock nanoseconds from any fixed moment
    Pace(List<Double> planned, LongSupplier clock) {
        total = planned.stream().mapToDouble(Double::doubleValue).sum();
        this.clock = clock;
    }

    /// A step that was done before.
    synchronized void skip(double planned) {
        donePlanned += planned;
    }

    synchronized void begin(double planned) {
        current = planned;
        began = clock.getAsLong();
    }

    /// Ends the step that began last.
    synchronized void end() {
        measured += elapsed();
        measuredPlanned += current;
        donePlanned += current;
        current = 0;
    }

    private double elapsed() {
        return (clock.getAsLong() - began) / 1e9;
    }

    /// Real seconds for a planned one.
    private double stretch() {
        return measuredPlanned > 0 ? Math.clamp(measured / measuredPlanned, 0.1, 100) : 1;
    }

    synchronized double share() {
        double expected = stretch() * current;
        double here = current > 0 ? Math.min(1 - AT_LEAST, elapsed() / expected) : 0;
        return total > 0 ? (donePlanned + here * current) / total : 1;
    }

    synchronized Duration left() {
        double expected = stretch() * current;
        double here = current > 0 ? Math.max(AT_LEAST * expected, expected - elapsed()) : 0;
        double after = stretch() * (total - donePlanned - current);
        return Duration.ofMillis((long) (1000 * (here + after)));
    }

    /// In words: "38 % of the tour, 6 min left".
    String words() {
        long seconds = left().toSeconds();
        String left = seconds < 90 ? seconds + " s" : Math.round(seconds / 60.0) + " min";
        return String.format(Locale.ROOT, "%.0f %% of the tour, about %s left", 100 * share(), left);
    }
}
