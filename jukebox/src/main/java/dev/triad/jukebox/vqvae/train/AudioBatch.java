// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.train;

/// Clips of one micro-batch, mono, on the host.
///
/// @param samples one clip after the other
/// @param clips how many
/// @param ofStep clips in the whole step, whose mean loss is the step's
@SuppressWarnings("ArrayRecordComponent") // plain data for one step, never compared
public record AudioBatch(float[] samples, int clips, int ofStep) {
    /// Samples of a clip.
    int length() {
        return samples.length / clips;
    }
}
