// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_U8;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_U8P;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_uninit;
import static org.bytedeco.ffmpeg.global.avutil.av_get_bytes_per_sample;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set_double;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc_set_opts2;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_get_out_samples;
import static org.bytedeco.ffmpeg.global.swresample.swr_init;

import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/// Turns decoded frames of any sample format and layout into floats of one rate, in one channel or two: mono
/// stays mono, more than two channels are mixed to stereo without growing louder than they were.
final class Resampler implements AutoCloseable {
    private final SwrContext context = new SwrContext((Pointer) null);
    private final int channels;
    private final int planes;
    private final int sampleBytes;
    private final boolean unsigned;
    private final PointerPointer<BytePointer> inputs;
    private final PointerPointer<FloatPointer> outputs;
    private final FloatPointer[] buffers;
    private int capacity;

    private final float[][] samples;
    private int from;
    private int to;

    /// @param like a frame such as will come
    /// @param rate frames per second that come out
    Resampler(AVFrame like, int rate) {
        int sourceChannels = like.ch_layout().nb_channels();
        channels = Math.min(2, sourceChannels);
        boolean planar = av_sample_fmt_is_planar(like.format()) != 0;
        planes = planar ? sourceChannels : 1;
        sampleBytes = av_get_bytes_per_sample(like.format()) * (planar ? 1 : sourceChannels);
        unsigned = like.format() == AV_SAMPLE_FMT_U8 || like.format() == AV_SAMPLE_FMT_U8P;
        inputs = new PointerPointer<>(planes);
        outputs = new PointerPointer<>(channels);
        buffers = new FloatPointer[channels];
        samples = new float[channels][0];
        try (var layout = new AVChannelLayout()) {
            av_channel_layout_default(layout, channels);
            int result = swr_alloc_set_opts2(
                    context,
                    layout,
                    AV_SAMPLE_FMT_FLTP,
                    rate,
                    like.ch_layout(),
                    like.format(),
                    like.sample_rate(),
                    0,
                    null);
            av_channel_layout_uninit(layout);
            if (result >= 0) {
                av_opt_set_double(context, "rematrix_maxval", 1.0, 0);
                result = swr_init(context);
            }
            if (result < 0) {
                close();
                throw new IllegalArgumentException("cannot turn %d channels at %d Hz into %d at %d Hz"
                        .formatted(sourceChannels, like.sample_rate(), channels, rate));
            }
        }
    }

    /// Channels that come out: 1 or 2.
    int channels() {
        return channels;
    }

    /// Takes in the samples of a frame from `start` to before `end`. What came out before must have been taken.
    void push(AVFrame frame, int start, int end) {
        for (int plane = 0; plane < planes; plane++) {
            inputs.put(plane, new BytePointer(frame.extended_data(plane)).position((long) start * sampleBytes));
        }
        convert(inputs, end - start);
    }

    /// Takes in silence. After the last frame it brings out what was held back; FFmpeg's own way of ending
    /// mirrors as much as happens to be buffered, and so would give a song another end whenever it is begun
    /// elsewhere.
    void pushSilence(int count) {
        try (var silence = new BytePointer((long) count * sampleBytes)) {
            Pointer.memset(silence, unsigned ? 0x80 : 0, silence.capacity());
            for (int plane = 0; plane < planes; plane++) {
                inputs.put(plane, silence);
            }
            convert(inputs, count);
        }
    }

    private void convert(PointerPointer<?> input, int count) {
        reserve(swr_get_out_samples(context, count));
        to = Math.max(0, swr_convert(context, outputs, capacity, input, count));
        from = 0;
        for (int channel = 0; channel < channels; channel++) {
            buffers[channel].get(samples[channel], 0, to);
        }
    }

    private void reserve(int count) {
        if (count > capacity) {
            capacity = count + count / 4;
            for (int channel = 0; channel < channels; channel++) {
                if (buffers[channel] != null) {
                    buffers[channel].close();
                }
                buffers[channel] = new FloatPointer(capacity);
                outputs.put(channel, buffers[channel]);
                samples[channel] = new float[capacity];
            }
        }
    }

    /// Samples per channel that wait to be taken.
    int available() {
        return to - from;
    }

    /// Takes `count` of the samples that wait.
    ///
    /// @return where they begin in [#samples]
    int take(int count) {
        int at = from;
        from += count;
        return at;
    }

    /// Throws away all that waits but the first `count` samples.
    void truncate(long count) {
        to = Math.clamp(from + count, from, to);
    }

    /// The samples of a channel.
    float[] samples(int channel) {
        return samples[channel];
    }

    @Override
    public void close() {
        if (!context.isNull()) {
            swr_free(context);
        }
        inputs.close();
        outputs.close();
        for (var buffer : buffers) {
            if (buffer != null) {
                buffer.close();
            }
        }
    }
}
