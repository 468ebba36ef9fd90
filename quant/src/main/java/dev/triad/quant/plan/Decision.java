// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.plan;

import dev.triad.core.model.packed.WeightScheme;

/// What becomes of one weight.
///
/// @param weight which one
/// @param form what a plan makes of it
public record Decision(PlannedWeight weight, Form form) {
    /// How the file stores it.
    public WeightScheme scheme() {
        return form.scheme(weight);
    }

    /// Its own bytes, a codebook that it shares included.
    public long bytes() {
        return scheme().parts(weight.name(), weight.shape()).stream()
                .mapToLong(WeightScheme.Part::byteLength)
                .sum();
    }
}
