// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.train;

import dev.triad.core.audio.AudioSource;
import dev.triad.core.audio.ChannelMix;
import dev.triad.core.audio.Chunk;
import dev.triad.core.audio.Timeline;
import dev.triad.core.data.EpochOrder;
import dev.triad.core.random.RandomKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The clips of training as a function of the step: which songs, where in them, and how their channels are mixed.
/// Nothing is stored, so a run that resumes hears what it would have heard.
final class ClipReader {
    private final AudioSource source;
    private final Timeline timeline;
    private final CodecRecipe recipe;
    private final RandomKey shifts;
    private final EpochOrder order;

    /// @param key where the order and the shifts come from
    ClipReader(AudioSource source, CodecRecipe recipe, RandomKey key) {
        this.source = source;
        this.recipe = recipe;
        timeline = new Timeline(source.songs(), recipe.get(CodecRecipe.SAMPLE_LENGTH));
        shifts = key.named("shifts");
        order = new EpochOrder(key.named("order"), timeline.chunks());
    }

    /// How many clips there are, one behind the other.
    long clips() {
        return timeline.chunks();
    }

    /// The micro-batches of a step, in an order that visits every clip once per epoch.
    List<AudioBatch> shuffled(long step) throws IOException {
        int batch = recipe.get(CodecRecipe.BATCH_SIZE);
        int micro = recipe.get(CodecRecipe.MICRO_BATCH_SIZE);
        if (micro == 0) micro = batch;
        var batches = new ArrayList<AudioBatch>();
        for (int from = 0; from < batch; from += micro) {
            int clips = Math.min(micro, batch - from);
            var samples = new float[Math.multiplyExact(clips, timeline.length())];
            for (int i = 0; i < clips; i++) {
                var random = shifts.at(step, 0, from + i);
                int shift = recipe.get(CodecRecipe.RANDOM_SHIFT) ? timeline.randomShift(random) : 0;
                float pan = recipe.get(CodecRecipe.RANDOM_PAN) ? ChannelMix.randomPan(random) : ChannelMix.CENTRE;
                read(timeline.chunk(order.example(step * batch + from + i), shift), pan, samples, i);
            }
            batches.add(new AudioBatch(samples, clips, batch));
        }
        return batches;
    }

    /// Clip `index` of `count` that lie evenly over the songs, mixed in equal shares.
    float[] evenly(long index, long count) throws IOException {
        var samples = new float[timeline.length()];
        read(timeline.chunk(index * clips() / count, 0), ChannelMix.CENTRE, samples, 0);
        return samples;
    }

    /// The same with its channels as they are.
    float[][] channels(long index, long count) throws IOException {
        var chunk = timeline.chunk(index * clips() / count, 0);
        var channels = new float[source.channels()][timeline.length()];
        source.read(chunk.song(), chunk.start(), channels);
        return channels;
    }

    private void read(Chunk chunk, float pan, float[] into, int place) throws IOException {
        var channels = new float[source.channels()][timeline.length()];
        source.read(chunk.song(), chunk.start(), channels);
        var mixed = channels[0];
        ChannelMix.mono(channels, pan, mixed);
        System.arraycopy(mixed, 0, into, place * mixed.length, mixed.length);
    }
}
