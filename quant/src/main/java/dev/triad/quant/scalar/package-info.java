// SPDX-License-Identifier: Apache-2.0
/// Whole numbers in place of floats: where the range of a weight lies and which 8-bit or 4-bit grid covers it. Start
/// at [dev.triad.quant.scalar.Grid]; how a range is found is in [dev.triad.quant.scalar.RangeSearch]. The affine
/// form and the search by histogram are those of Fan et al. 2021, section 3 ("Training with Quantization Noise").
@NullMarked
package dev.triad.quant.scalar;

import org.jspecify.annotations.NullMarked;
