// SPDX-License-Identifier: Apache-2.0
/// Priors as others store them: under the released names or those of Hugging Face, and the released sizes told from
/// shapes, for nobody wrote them down. Start at [dev.triad.jukebox.prior.released.StoredPrior]; the paper is
/// Dhariwal et al. 2020.
@NullMarked
package dev.triad.jukebox.prior.released;

import org.jspecify.annotations.NullMarked;
