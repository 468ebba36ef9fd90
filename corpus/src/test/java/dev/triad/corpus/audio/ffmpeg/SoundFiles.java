// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.FF_COMPLIANCE_EXPERIMENTAL;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import dev.triad.core.audio.Waveform;
import dev.triad.core.random.RandomKey;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.ShortPointer;

/// Makes small songs in all formats, with FFmpeg's own encoders.
public final class SoundFiles {
    private final AVFormatContext container = new AVFormatContext((Pointer) null);

    private SoundFiles() {}

    /// Two tones that glide, and a little noise: nothing in it repeats.
    public static Waveform music(int rate, int channels, double seconds) {
        var random = RandomKey.of(9).named("music").at(0, 0, 0);
        int frames = (int) (seconds * rate);
        float[][] samples = new float[channels][frames];
        for (int channel = 0; channel < channels; channel++) {
            for (int i = 0; i < frames; i++) {
                double t = (double) i / rate;
                double tone = Math.sin(2 * Math.PI * (220 + 40 * channel + 15 * t) * t)
                        + 0.5 * Math.sin(2 * Math.PI * (500 - 20 * t) * t * (channel + 1));
                samples[channel][i] = (float) (0.3 * tone + 0.01 * random.nextGaussian());
            }
        }
        return Waveform.of(rate, samples);
    }

    /// Writes `sound` to `file` in a format.
    static void write(Path file, Waveform sound, Format format, Map<String, String> tags) {
        new SoundFiles().encode(file, sound, format, tags);
    }

    private void encode(Path file, Waveform sound, Format format, Map<String, String> tags) {
        check(avformat_alloc_output_context2(container, new AVOutputFormat((Pointer) null), null, file.toString()));
        var metadata = new AVDictionary((Pointer) null);
        tags.forEach((name, value) -> av_dict_set(metadata, name, value, 0));
        container.metadata(metadata);
        var encoder = avcodec_find_encoder_by_name(format.encoder());
        var audio = avcodec_alloc_context3(encoder);
        audio.sample_rate(sound.rate());
        audio.sample_fmt(format.sampleFormat());
        av_channel_layout_default(audio.ch_layout(), sound.channels());
        audio.bit_rate(128_000);
        audio.time_base(av_make_q(1, sound.rate()));
        audio.strict_std_compliance(FF_COMPLIANCE_EXPERIMENTAL);
        var audioStream = open(audio, encoder);
        AVCodecContext video = null;
        AVStream videoStream = null;
        if (format.video()) {
            var pictures = avcodec_find_encoder_by_name("mpeg4");
            video = avcodec_alloc_context3(pictures);
            video.width(32);
            video.height(32);
            video.pix_fmt(AV_PIX_FMT_YUV420P);
            video.time_base(av_make_q(1, 5));
            videoStream = open(video, pictures);
        }
        var io = new AVIOContext((Pointer) null);
        check(avio_open(io, file.toString(), AVIO_FLAG_WRITE));
        container.pb(io);
        check(avformat_write_header(container, (PointerPointer<?>) null));
        if (video != null && videoStream != null) {
            pictures(video, videoStream);
        }
        sound(audio, audioStream, sound);
        check(av_write_trailer(container));
        avio_closep(io);
        avcodec_free_context(audio);
        if (video != null) {
            avcodec_free_context(video);
        }
        avformat_free_context(container);
    }

    private AVStream open(AVCodecContext context, AVCodec encoder) {
        if ((container.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
            context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        }
        var options = new AVDictionary((Pointer) null);
        av_dict_set(options, "aac_pns", "0", 0); // noise that the decoder would make up anew each time
        check(avcodec_open2(context, encoder, options));
        av_dict_free(options);
        var stream = avformat_new_stream(container, encoder);
        stream.time_base(context.time_base());
        check(avcodec_parameters_from_context(stream.codecpar(), context));
        return stream;
    }

    private void pictures(AVCodecContext context, AVStream stream) {
        for (int i = 0; i < 10; i++) {
            var frame = av_frame_alloc();
            frame.format(AV_PIX_FMT_YUV420P);
            frame.width(32);
            frame.height(32);
            check(av_frame_get_buffer(frame, 0));
            for (int plane = 0; plane < 3; plane++) {
                Pointer.memset(frame.data(plane), 20 * i, (plane == 0 ? 32L : 16) * frame.linesize(plane));
            }
            frame.pts(i);
            check(avcodec_send_frame(context, frame));
            drain(context, stream);
            av_frame_free(frame);
        }
        check(avcodec_send_frame(context, null));
        drain(context, stream);
    }

    private void sound(AVCodecContext context, AVStream stream, Waveform sound) {
        int size = context.frame_size() > 0 ? context.frame_size() : 1024;
        for (int at = 0; at < sound.frames(); at += size) {
            int count = Math.min(size, sound.frames() - at);
            var frame = av_frame_alloc();
            frame.format(context.sample_fmt());
            frame.nb_samples(count);
            frame.sample_rate(sound.rate());
            av_channel_layout_default(frame.ch_layout(), sound.channels());
            check(av_frame_get_buffer(frame, 0));
            fill(frame, sound, at, count);
            frame.pts(at);
            check(avcodec_send_frame(context, frame));
            drain(context, stream);
            av_frame_free(frame);
        }
        check(avcodec_send_frame(context, null));
        drain(context, stream);
    }

    private static void fill(AVFrame frame, Waveform sound, int at, int count) {
        int channels = sound.channels();
        for (int channel = 0; channel < channels; channel++) {
            boolean planar = frame.format() == AV_SAMPLE_FMT_FLTP;
            BytePointer plane = frame.data(planar ? channel : 0);
            for (int i = 0; i < count; i++) {
                float sample = sound.channel(channel)[at + i];
                long place = planar ? i : (long) i * channels + channel;
                if (frame.format() == AV_SAMPLE_FMT_S16) {
                    new ShortPointer(plane)
                            .put(place, (short) Math.clamp(Math.round(sample * 32_768), -32_768, 32_767));
                } else {
                    new FloatPointer(plane).put(place, sample);
                }
            }
        }
    }

    private void drain(AVCodecContext context, AVStream stream) {
        var packet = av_packet_alloc();
        while (avcodec_receive_packet(context, packet) >= 0) {
            av_packet_rescale_ts(packet, context.time_base(), stream.time_base());
            packet.stream_index(stream.index());
            check(av_interleaved_write_frame(container, packet));
        }
        av_packet_free(packet);
    }

    private static void check(int result) {
        assertThat(result).as("what FFmpeg answers").isNotNegative();
    }
}
