// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.stages;

import dev.triad.quant.plan.Decision;

/// What compressing one weight will cost and save, seen before it is done.
///
/// @param stage when
/// @param decision what becomes of it
/// @param before its bytes as f32
/// @param after its bytes in the file, with a codebook that it shares
/// @param relativeError squared error as a share of the squared weights, on some of its rows
public record StageEstimate(Stage stage, Decision decision, long before, long after, double relativeError) {}
