// SPDX-License-Identifier: Apache-2.0
/// The transformer of Jukebox's priors: a sequence is seen as rows of a rectangle, and each layer looks along
/// rows, along columns, at the row before, or at the lyrics, never at everything (Dhariwal et al. 2020, section 4
/// and figure 2; Child et al. 2019). Start at [dev.triad.jukebox.prior.transformer.Transformer];
/// [dev.triad.jukebox.prior.transformer.AttentionPattern] says what each pattern sees, and
/// [dev.triad.jukebox.prior.transformer.StepState] keeps what step-by-step generation needs of the past.
@NullMarked
package dev.triad.jukebox.prior.transformer;

import org.jspecify.annotations.NullMarked;
