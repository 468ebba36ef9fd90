// SPDX-License-Identifier: Apache-2.0
/// Priors: models of one level's codes, given what is known of the song and, for the finer levels, the codes
/// above (Dhariwal et al. 2020, section 4). Start at [dev.triad.jukebox.prior.Prior];
/// [dev.triad.jukebox.prior.PriorConfig] holds the sizes, [dev.triad.jukebox.prior.Decoding] generates code by
/// code.
@NullMarked
package dev.triad.jukebox.prior;

import org.jspecify.annotations.NullMarked;
