// SPDX-License-Identifier: Apache-2.0
package dev.triad.report;

/// A line in a chart.
///
/// @param name what the legend calls it
/// @param x rising
/// @param y as many; what is no number leaves a gap
@SuppressWarnings("ArrayRecordComponent") // points to draw, never compared
public record Series(String name, double[] x, double[] y) {
    public Series {
        if (x.length != y.length) {
            throw new IllegalArgumentException(name + " has " + x.length + " places and " + y.length + " values");
        }
    }
}
