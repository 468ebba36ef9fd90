// SPDX-License-Identifier: Apache-2.0
/// Teaching a pretrained encoder tasks (Clark et al. 2020, section 3.1 and appendix B): classes, numbers and
/// tags, one task or several at once on a shared encoder, in trials with different seeds. Start at
/// [dev.triad.electra.finetune.Trials]; what is minimised is [dev.triad.electra.finetune.FineTuning].
@NullMarked
package dev.triad.electra.finetune;

import org.jspecify.annotations.NullMarked;
