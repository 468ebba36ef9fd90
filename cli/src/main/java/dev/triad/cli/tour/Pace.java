// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import dev.triad.cli.tour.Step.Learning;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Divides the minutes that the tour may take. What always has to be done takes what it takes, as fast as this
/// machine has done it so far; what is left of the minutes is for learning, and each training gets its share of
/// that when its turn comes. So a training that took longer than it was meant to leaves less for the next, but never
/// less than half of what that would have had on a quiet machine: the tour then takes longer, and shows something.
final class Pace {
    /// A step that takes longer than planned is never nearly done.
    private static final double AT_LEAST = 0.1;

    /// The part of its share that a training gets whatever came before.
    private static final double SURE = 0.5;

    private final double minutes;
    private final double learning;
    private final double shares;
    private final LongSupplier clock;
    private final LinkedHashSet<Step> ahead;
    private double spent;
    private double measuredPlanned;
    private double measured;
    private @Nullable Step current;
    private double expected;
    private long began;

    /// @param steps of the whole tour
    /// @param minutes it may take
    /// @param clock nanoseconds from any fixed moment
    Pace(List<Step> steps, double minutes, LongSupplier clock) {
        ahead = new LinkedHashSet<>(steps);
        this.minutes = minutes;
        this.clock = clock;
        learning = Math.max(0, 60 * minutes - fixedAhead());
        shares = sharesAhead();
    }

    private double sharesAhead() {
        double sum = 0;
        for (var step : ahead) if (step.action() instanceof Learning its) sum += its.share();
        return sum;
    }

    /// A step that was done before.
    ///
    /// @param seconds it took then
    synchronized void skip(Step step, double seconds) {
        ahead.remove(step);
        spent += seconds;
    }

    synchronized void begin(Step step) {
        ahead.remove(step);
        current = step;
        began = clock.getAsLong();
        double own = stretch() * step.seconds();
        expected = own + (step.action() instanceof Learning its ? shared(its, own) : 0);
    }

    /// Seconds that the step that began last may learn for.
    synchronized double learning() {
        if (current == null || !(current.action() instanceof Learning its)) {
            throw new IllegalStateException("nothing is being learned");
        }
        double after = stretch() * current.seconds() / 2;
        double seconds = shared(its, elapsed() + after);
        expected = elapsed() + after + seconds;
        return seconds;
    }

    /// A training's share of what is left of the minutes.
    ///
    /// @param own seconds that its step takes besides
    private double shared(Learning its, double own) {
        double left = 60 * minutes - spent - own - fixedAhead();
        return its.share() * Math.max(left / (its.share() + sharesAhead()), SURE * learning / shares);
    }

    private double fixedAhead() {
        return stretch() * ahead.stream().mapToDouble(Step::seconds).sum();
    }

    /// Ends the step that began last.
    synchronized void end() {
        double took = elapsed();
        spent += took;
        if (current != null && !(current.action() instanceof Learning)) {
            measured += took;
            measuredPlanned += current.seconds();
        }
        current = null;
        expected = 0;
    }

    private double elapsed() {
        return current == null ? 0 : (clock.getAsLong() - began) / 1e9;
    }

    /// Real seconds for a planned one.
    private double stretch() {
        return measuredPlanned > 0 ? Math.clamp(measured / measuredPlanned, 0.3, 30) : 1;
    }

    /// How much of the tour is done.
    synchronized double share() {
        double gone = spent + elapsed();
        return gone / (gone + left().toMillis() / 1e3);
    }

    synchronized Duration left() {
        double here = current == null ? 0 : Math.max(AT_LEAST * expected, expected - elapsed());
        boolean learns = ahead.stream().anyMatch(step -> step.action() instanceof Learning);
        double certain = here + fixedAhead();
        double all = learns ? Math.max(certain, 60 * minutes - spent - elapsed()) : certain;
        return Duration.ofMillis((long) (1000 * all));
    }

    /// In words: "38 % of the tour, about 6 min left".
    String words() {
        long seconds = left().toSeconds();
        String left = seconds < 90 ? seconds + " s" : Math.round(seconds / 60.0) + " min";
        return String.format(Locale.ROOT, "%.0f %% of the tour, about %s left", 100 * share(), left);
    }
}
