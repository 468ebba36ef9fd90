// SPDX-License-Identifier: Apache-2.0
/// Blocks of weights and the few vectors that stand for them: Lloyd's k-means as product quantisation uses it
/// (Stock et al. 2020, "And the Bit Goes Down", without its weighting by activations). Start at
/// [dev.triad.quant.cluster.KMeans]; what it leaves is a [dev.triad.quant.cluster.Clustering].
@NullMarked
package dev.triad.quant.cluster;

import org.jspecify.annotations.NullMarked;
