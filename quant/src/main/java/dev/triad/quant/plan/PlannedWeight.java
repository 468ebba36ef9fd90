// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.plan;

import dev.triad.core.model.packed.WeightShape;

/// A weight that a plan decides about.
///
/// @param name its name in the checkpoint
/// @param shape its dimensions, outputs first
public record PlannedWeight(String name, WeightShape shape) {
    /// Whether it is a table, whose rows are looked up one by one: codes then lie row by row.
    public boolean isTable() {
        return name.endsWith("embeddings.weight");
    }

    /// Whether it has rows that can be cut into blocks.
    public boolean isMatrix() {
        return shape.rank() >= 2;
    }

    /// The name with `#` for the number of its layer: what it is called in every layer, as a pattern.
    public String kind() {
        return name.replaceAll("\\.\\d+\\.", ".#.");
    }
}
