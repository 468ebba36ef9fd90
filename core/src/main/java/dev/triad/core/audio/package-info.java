// SPDX-License-Identifier: Apache-2.0
/// Sound as numbers: waveforms, WAV files, spectrograms, and where training reads songs from. Start at
/// [dev.triad.core.audio.AudioSource], which every trainer reads, and [dev.triad.core.audio.Waveform]. Mixing,
/// chunking and the spectral settings are those of Jukebox (Dhariwal et al. 2020).
@NullMarked
package dev.triad.core.audio;

import org.jspecify.annotations.NullMarked;
