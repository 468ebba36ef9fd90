// SPDX-License-Identifier: Apache-2.0
/// Whole numbers in place of floats: where the range of a weight lies, and which 8-bit or 4-bit grid covers it.
/// Start at [dev.triad.quant.scalar.Grids]; a single grid is a [dev.triad.quant.scalar.Grid]. The affine form and
/// the search by histogram are those that Fan et al. 2021 ("Training with Quantization Noise for Extreme Model
/// Compression", section 3) take from PyTorch.
@NullMarked
package dev.triad.quant.scalar;

import org.jspecify.annotations.NullMarked;
