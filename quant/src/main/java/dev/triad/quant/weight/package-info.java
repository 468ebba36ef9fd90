// SPDX-License-Identifier: Apache-2.0
/// Weights as quantisation sees them: rows of outputs, whatever way a layer stores them, chosen by name. Start at
/// [dev.triad.quant.weight.WeightRows] and [dev.triad.quant.weight.NamePattern].
@NullMarked
package dev.triad.quant.weight;

import org.jspecify.annotations.NullMarked;
