// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.plan;

import dev.triad.quant.weight.NamePattern;

/// What becomes of the weights that a pattern fits.
///
/// @param match which weights, by their names
/// @param form what becomes of those that can take it
public record Rule(NamePattern match, Form form) {}
