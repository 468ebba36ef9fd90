// SPDX-License-Identifier: Apache-2.0
/// What compressing costs: k-means on weights, and noise while training. Start at
/// [dev.triad.bench.quant.KMeansBench].
@NullMarked
package dev.triad.bench.quant;

import org.jspecify.annotations.NullMarked;
