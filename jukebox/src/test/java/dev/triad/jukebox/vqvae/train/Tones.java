// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.train;

import dev.triad.core.audio.AudioSource;
import dev.triad.core.audio.MemorySource;
import dev.triad.core.audio.Waveform;

/// Songs made of two gliding tones, for small trainings.
final class Tones {
    private Tones() {}

    static AudioSource songs(int count, int frames) {
        var waveforms = new Waveform[count];
        for (int song = 0; song < count; song++) {
            var left = new float[frames];
            var right = new float[frames];
            for (int t = 0; t < frames; t++) {
                left[t] = (float) (0.4 * Math.sin(0.05 * (song + 2) * t));
                right[t] = (float) (0.3 * Math.sin(0.08 * (song + 1) * t + 1e-5 * t * t));
            }
            waveforms[song] = Waveform.of(8000, left, right);
        }
        return MemorySource.of(waveforms);
    }
}
