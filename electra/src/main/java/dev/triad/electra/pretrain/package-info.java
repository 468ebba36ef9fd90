// SPDX-License-Identifier: Apache-2.0
/// Pretraining by replaced token detection (Clark et al. 2020) and the baselines it is measured against. Start at
/// [dev.triad.electra.pretrain.Pretraining], whose loss is the paper's; [dev.triad.electra.pretrain.Masking] chooses
/// positions, [dev.triad.electra.pretrain.Replacements] samples what stands there instead, and
/// [dev.triad.electra.pretrain.PretrainingConfig] carries each size's recipe.
@NullMarked
package dev.triad.electra.pretrain;

import org.jspecify.annotations.NullMarked;
