// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.plan;

/// How much a model suffers when a weight takes a form. What is compared are differences: the planner spends
/// bytes where they lower the sum over all weights most.
@FunctionalInterface
public interface Sensitivity {
    /// The harm, from 0 for none; in any unit, the same for all weights.
    double harm(PlannedWeight weight, Form form);
}
