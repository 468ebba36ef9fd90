// SPDX-License-Identifier: Apache-2.0
package dev.triad.report.page;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An axis from a round number to a round number, with round numbers between.
///
/// @param low where it begins
/// @param step from mark to mark
/// @param marks how many there are
/// @param doubling whether each mark is twice the one before, instead of a step more
record Axis(double low, double step, int marks, boolean doubling) {
    private static final int ABOUT = 5;

    /// The axis that values need.
    static Axis over(double from, double to) {
        if (!(to > from)) {
            double room = Math.max(Math.abs(from) / 10, 1e-6);
            return over(from - room, from + room);
        }
        double rough = (to - from) / ABOUT;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * 10;
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= rough) {
                step = factor * power;
                break;
            }
        }
        double low = Math.floor(from / step + 1e-9) * step;
        int marks = (int) Math.ceil((to - low) / step - 1e-9) + 1;
        return new Axis(low, step, marks, false);
    }

    /// The axis that sizes need: as far from one to its double anywhere.
    static Axis doubling(double from, double to) {
        double low = Math.pow(2, Math.floor(log2(from)));
        int marks = (int) Math.ceil(log2(to) - log2(low) - 1e-9) + 1;
        return new Axis(low, low, Math.max(2, marks), true);
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }

    double high() {
        return at(marks - 1);
    }

    /// Where a value lies, 0 at the beginning, 1 at the end.
    double place(double value) {
        return doubling ? log2(value / low) / (marks - 1) : (value - low) / (high() - low);
    }

    /// The marks, as people write them.
    List<String> labels() {
        var labels = new ArrayList<String>();
        for (int i = 0; i < marks; i++) labels.add(label(at(i)));
        return labels;
    }

    double at(int mark) {
        return doubling ? low * Math.pow(2, mark) : low + mark * step;
    }

    private String label(double value) {
        if (Math.abs(value) < step / 1000) return "0";
        if (step >= 1) return String.format(Locale.ROOT, "%,.0f", value);
        int digits = Math.max(0, (int) Math.ceil(-Math.log10(step) - 1e-9));
        return BigDecimal.valueOf(value)
                .setScale(digits, java.math.RoundingMode.HALF_UP)
                .toPlainString();
    }
}
