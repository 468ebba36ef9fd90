// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

/// How an upsampler looks at the codes above its own.
///
/// @param doublings how often time is doubled: two codes below for one above, or four, …
/// @param width channels inside
/// @param depth residual units before each doubling
/// @param dilationGrowth unit d looks growth^d codes to each side
/// @param dilationCycle the dilations start again after so many units; 0 for never
/// @param residualScale whether each unit adds 1/√depth of what it computed, instead of all
public record ConditionerConfig(
        int doublings, int width, int depth, int dilationGrowth, int dilationCycle, boolean residualScale) {
    public ConditionerConfig {
        if (doublings < 1 || width < 1 || depth < 1 || dilationGrowth < 1 || dilationCycle < 0) {
            throw new IllegalArgumentException("doublings, width, depth and dilation growth must be at least 1, not "
                    + doublings + ", " + width + ", " + depth + " and " + dilationGrowth);
        }
        int powers = dilationCycle == 0 ? depth : Math.min(depth, dilationCycle);
        if (Math.pow(dilationGrowth, powers - 1.0) > 1 << 24) {
            throw new IllegalArgumentException("with depth " + depth + " and dilation_growth " + dilationGrowth
                    + " the widest unit would look further than 2^24 codes; set a dilation cycle");
        }
    }

    /// Codes below for one above.
    public int ratio() {
        return 1 << doublings;
    }

    /// How far unit `d` of a stack looks to each side.
    int dilation(int d) {
        return Math.powExact(dilationGrowth, dilationCycle == 0 ? d : d % dilationCycle);
    }

    /// Trained values, with the table of codes.
    long parameterCount(long codes, long out) {
        long w = width;
        long unit = w * w * 3 + w + w * w + w;
        long stacks = (long) doublings * depth * unit + (doublings - 1L) * (4 * w * w + w) + 4 * w * out + out;
        return codes * out + 3 * out * w + w + stacks + 2 * out;
    }
}
