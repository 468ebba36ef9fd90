// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.plan;

/// How far a weight is from what it was when it has taken a form.
@FunctionalInterface
public interface Sensitivity {
    /// The squared error as a share of the squared weights: 0 for none, 1 for nothing left.
    double harm(PlannedWeight weight, Form form);
}
