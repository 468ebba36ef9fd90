// SPDX-License-Identifier: Apache-2.0
/// Weights that stay compressed while a model trains: product codes whose codebook learns, and grids that weights
/// stand on in every pass. [dev.triad.quant.product.IterativeQuantization] compresses a model stage by stage and lets
/// what remains adapt in between (Stock et al. 2020, "And the Bit Goes Down"; Fan et al. 2021). Start there; a single
/// weight is a [dev.triad.quant.product.CodedWeight].
@NullMarked
package dev.triad.quant.product;

import org.jspecify.annotations.NullMarked;
