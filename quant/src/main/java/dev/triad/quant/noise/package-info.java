// SPDX-License-Identifier: Apache-2.0
/// Training with quantisation noise (Fan et al. 2021): in every pass a random part of each weight is seen as
/// quantisation will leave it, so that a model learns to bear it; gradients pass straight through, and stored
/// weights are never touched. Start at [dev.triad.quant.noise.NoisePlan], which puts
/// [dev.triad.quant.noise.Noise] on parameters by name; what noise does to a weight is a
/// [dev.triad.quant.noise.Distortion].
@NullMarked
package dev.triad.quant.noise;

import org.jspecify.annotations.NullMarked;
