// SPDX-License-Identifier: Apache-2.0
/// What is wrong with a reconstruction (Dhariwal et al. 2020, section 3.2): differences of samples and of
/// spectra, in units of what the music itself amounts to. Start at
/// [dev.triad.jukebox.vqvae.loss.ReconstructionLoss].
@NullMarked
package dev.triad.jukebox.vqvae.loss;

import org.jspecify.annotations.NullMarked;
