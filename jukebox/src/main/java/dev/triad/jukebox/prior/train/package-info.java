// SPDX-License-Identifier: Apache-2.0
/// Teaching priors: windows of coded songs with what is known about them, the loss, and what is measured
/// (Dhariwal et al. 2020, section 4 and appendix B). Start at [dev.triad.jukebox.prior.train.PriorTraining];
/// [dev.triad.jukebox.prior.train.PriorRecipe] holds every number, presets included.
@NullMarked
package dev.triad.jukebox.prior.train;

import org.jspecify.annotations.NullMarked;
