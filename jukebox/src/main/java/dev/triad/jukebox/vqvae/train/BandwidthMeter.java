// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.train;

import dev.triad.core.audio.ChannelMix;
import dev.triad.jukebox.vqvae.loss.Bandwidth;
import java.io.IOException;

/// Measures what losses take as their units, on clips that lie evenly over the songs. The original reads on past
/// the end of small collections; here there are at most as many clips as there are.
final class BandwidthMeter {
    private BandwidthMeter() {}

    static Bandwidth measure(ClipReader clips, CodecRecipe recipe) throws IOException {
        double length = recipe.get(CodecRecipe.SAMPLE_LENGTH);
        double wanted = recipe.get(CodecRecipe.BANDWIDTH_SECONDS) * recipe.get(CodecRecipe.SAMPLE_RATE) / length;
        long count = Math.clamp((long) Math.ceil(wanted), 1, clips.clips());
        double sum = 0;
        double squares = 0;
        double absolutes = 0;
        double norms = 0;
        long samples = 0;
        for (long i = 0; i < count; i++) {
            float[][] channels = clips.channels(i, count);
            for (float[] channel : channels) {
                for (float sample : channel) {
                    sum += sample;
                    squares += (double) sample * sample;
                    absolutes += Math.abs(sample);
                }
                samples += channel.length;
            }
            norms += recipe.get(CodecRecipe.METRIC_RESOLUTION)
                    .magnitudes(ChannelMix.mean(channels))
                    .norm();
        }
        double mean = sum / samples;
        return new Bandwidth(squares / samples - mean * mean, absolutes / samples, norms / count);
    }
}
