// SPDX-License-Identifier: Apache-2.0
/// What becomes of each weight: ordered rules in a YAML file, or a proposal that fits a number of bytes. Start at
/// [dev.triad.quant.plan.Plan]; [dev.triad.quant.plan.Planner] measures how much each weight suffers from each form
/// and spends bytes where they help most. Sizes are exact before anything is packed.
@NullMarked
package dev.triad.quant.plan;

import org.jspecify.annotations.NullMarked;
