// SPDX-License-Identifier: Apache-2.0
/// Compressing a model stage by stage, while what is not compressed yet, and the codebooks, learn to make up for it
/// (iterative product quantisation: Stock et al. 2020, Fan et al. 2021). Start at
/// [dev.triad.quant.stages.IterativeQuantization]; a teacher is brought in by [dev.triad.quant.stages.Distilled].
@NullMarked
package dev.triad.quant.stages;

import org.jspecify.annotations.NullMarked;
