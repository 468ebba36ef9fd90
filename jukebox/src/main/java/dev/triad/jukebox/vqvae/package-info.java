// SPDX-License-Identifier: Apache-2.0
/// The codec of Jukebox (Dhariwal et al. 2020, section 3): three separate autoencoders that turn raw audio into
/// three streams of codes, the finest of which gives the audio back. Start at [dev.triad.jukebox.vqvae.VqVae];
/// [dev.triad.jukebox.vqvae.VqVaeConfig] holds the sizes, [dev.triad.jukebox.vqvae.Codebook] learns the codes.
@NullMarked
package dev.triad.jukebox.vqvae;

import org.jspecify.annotations.NullMarked;
