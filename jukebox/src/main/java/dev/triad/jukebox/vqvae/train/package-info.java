// SPDX-License-Identifier: Apache-2.0
/// Training the codec. Start at [dev.triad.jukebox.vqvae.train.CodecTraining], whose loss is the paper's;
/// [dev.triad.jukebox.vqvae.train.CodecRecipe] carries each size's recipe,
/// [dev.triad.jukebox.vqvae.train.CodecScores] says what is measured.
@NullMarked
package dev.triad.jukebox.vqvae.train;

import org.jspecify.annotations.NullMarked;
