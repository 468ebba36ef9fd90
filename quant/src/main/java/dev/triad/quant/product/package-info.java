// SPDX-License-Identifier: Apache-2.0
/// Weights that stay compressed while a model trains: product codes whose codebook learns (Stock et al. 2020, "And
/// the Bit Goes Down"), and grids that weights stand on in every pass. Start at
/// [dev.triad.quant.product.CodedWeight].
@NullMarked
package dev.triad.quant.product;

import org.jspecify.annotations.NullMarked;
