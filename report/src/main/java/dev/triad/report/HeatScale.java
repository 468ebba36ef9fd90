// SPDX-License-Identifier: Apache-2.0
package dev.triad.report;

/// Colours from little to much: dark to light in even steps, which also prints and is told apart without colours.
final class HeatScale {
    private static final int[][] STEPS = {
        {4, 4, 20}, {45, 17, 95}, {114, 31, 129}, {183, 55, 121}, {241, 96, 93}, {253, 165, 108}, {252, 253, 191}
    };

    private HeatScale() {}

    /// The colour of a value from 0 to 1, as 0xRRGGBB.
    static int colour(double value) {
        double place = Math.clamp(value, 0, 1) * (STEPS.length - 1);
        int below = Math.min((int) place, STEPS.length - 2);
        double share = place - below;
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
            long its = Math.round(STEPS[below][channel] * (1 - share) + STEPS[below + 1][channel] * share);
            rgb = rgb << 8 | (int) its;
        }
        return rgb;
    }
}
