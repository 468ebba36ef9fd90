// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.pack;

import dev.triad.core.model.packed.WeightScheme;
import dev.triad.quant.plan.PlannedWeight;

/// What became of a weight.
///
/// @param weight which one
/// @param scheme how it is stored
/// @param relativeError the squared error as a share of the squared weights
public record PackedParameter(PlannedWeight weight, WeightScheme scheme, double relativeError) {}
