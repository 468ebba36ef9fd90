// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG2_SKIP_MANUAL;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_iterate;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.zip.CRC32C;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/// A file's best sound, packet by packet in, frame by frame out. One thread's own.
///
/// A file may be anybody's: only plain containers of sound and video are opened, and only the file itself, so
/// that a play list that calls itself `song.mp3` can neither reach the network nor other files.
final class MediaFile implements AutoCloseable {
    private static final String CONTAINERS =
            "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dsf,eac3,flac,flv,matroska,webm,mov,mp4,m4a,mp3,mpeg,mpegts,mpc,mpc8,"
                    + "ogg,opus,rm,tak,tta,voc,w64,wav,wv";

    static {
        av_log_set_level(
                AV_LOG_QUIET); // what is wrong comes back as a number; paragraphs on standard error help nobody
    }

    private final Path path;
    private final AVFormatContext container = new AVFormatContext((Pointer) null);
    private AVCodecContext codec = new AVCodecContext((Pointer) null);
    private AVPacket packet = new AVPacket((Pointer) null);
    private AVFrame frame = new AVFrame((Pointer) null);
    private AVStream stream = new AVStream((Pointer) null);
    private int streamIndex;
    private long packets;
    private long failures;
    private String interruption = "";

    private MediaFile(Path path) {
        this.path = path;
    }

    /// Opens a file at its beginning.
    ///
    /// @param trimmed whether the decoder leaves out what an encoder put before and behind the sound; if not,
    ///     what it gives depends on the packets it got alone
    /// @throws UnreadableSongException if the file holds no sound that can be decoded
    static MediaFile open(Path path, boolean trimmed) throws UnreadableSongException {
        var media = new MediaFile(path);
        try {
            media.openContainer();
            media.openDecoder(trimmed);
            return media;
        } catch (UnreadableSongException | RuntimeException e) {
            media.close();
            throw e;
        }
    }

    private void openContainer() throws UnreadableSongException {
        var options = new AVDictionary((Pointer) null);
        av_dict_set(options, "protocol_whitelist", "file", 0);
        av_dict_set(options, "format_whitelist", CONTAINERS, 0);
        try {
            int result = avformat_open_input(
                    container, "file:" + path.toAbsolutePath(), new AVInputFormat((Pointer) null), options);
            if (result < 0) {
                throw unreadable("is no sound file that can be read (" + message(result) + ")");
            }
        } finally {
            av_dict_free(options);
        }
        int result = avformat_find_stream_info(container, (PointerPointer<?>) null);
        if (result < 0) {
            throw unreadable("cannot be read (" + message(result) + ")");
        }
        streamIndex = av_find_best_stream(container, AVMEDIA_TYPE_AUDIO, -1, -1, (AVCodec) null, 0);
        if (streamIndex < 0) {
            throw unreadable("holds no sound");
        }
        stream = container.streams(streamIndex);
        for (int i = 0; i < container.nb_streams(); i++) {
            if (i != streamIndex) {
                container.streams(i).discard(AVDISCARD_ALL);
            }
        }
    }

    private void openDecoder(boolean trimmed) throws UnreadableSongException {
        int id = stream.codecpar().codec_id();
        var decoder = avcodec_find_decoder(id);
        if (decoder == null || decoder.isNull()) {
            throw unreadable("is coded as " + avcodec_get_name(id).getString() + ", which cannot be decoded here");
        }
        codec = avcodec_alloc_context3(decoder);
        int result = avcodec_parameters_to_context(codec, stream.codecpar());
        if (result >= 0) {
            codec.pkt_timebase(stream.time_base());
            codec.thread_count(1); // songs are decoded side by side, not each by several threads
            if (!trimmed) {
                codec.flags2(codec.flags2() | AV_CODEC_FLAG2_SKIP_MANUAL);
            }
            result = avcodec_open2(codec, decoder, (PointerPointer<?>) null);
        }
        if (result < 0) {
            throw unreadable("cannot be decoded (" + message(result) + ")");
        }
        packet = av_packet_alloc();
        frame = av_frame_alloc();
    }

    /// Reads the next packet of the sound.
    ///
    /// @return whether there was one
    boolean read() {
        while (true) {
            av_packet_unref(packet);
            int result = av_read_frame(container, packet);
            if (result < 0) {
                if (result != AVERROR_EOF()) {
                    interruption = message(result);
                }
                return false;
            }
            if (packet.stream_index() == streamIndex) {
                packets++;
                return true;
            }
        }
    }

    /// A number that tells the packet from others.
    int checksum() {
        var crc = new CRC32C();
        int size = packet.size();
        if (size > 0) {
            crc.update(packet.data().capacity(size).asByteBuffer());
        }
        return (int) crc.getValue() ^ size * 0x9E3779B9;
    }

    /// Where the packet says it belongs, in the container's own units.
    ///
    /// @return [#NO_TIME] if it does not say
    long time() {
        return packet.pts();
    }

    /// What [#time] is when a packet has none.
    static final long NO_TIME = AV_NOPTS_VALUE;

    /// Gives the packet to the decoder; one that it refuses counts as a failure and is passed over.
    void decode() {
        if (avcodec_send_packet(codec, packet) < 0) {
            failures++;
        }
    }

    /// Tells the decoder that no packet will follow.
    void end() {
        avcodec_send_packet(codec, null);
    }

    /// Takes the next frame from the decoder.
    ///
    /// @return whether there was one before it needs a packet, or before the end
    boolean receive() {
        while (true) {
            int result = avcodec_receive_frame(codec, frame);
            if (result >= 0) {
                return true;
            }
            if (result == AVERROR_EAGAIN() || result == AVERROR_EOF()) {
                return false;
            }
            failures++;
        }
    }

    /// What [#receive] took; valid until the next call.
    AVFrame frame() {
        return frame;
    }

    /// Goes to the packet of a time, or as near to it as the container can, and forgets all that came before.
    ///
    /// @return whether the container could
    boolean seek(long time) {
        boolean found = av_seek_frame(container, streamIndex, time, AVSEEK_FLAG_BACKWARD) >= 0;
        avcodec_flush_buffers(codec);
        return found;
    }

    /// Packets read so far.
    long packets() {
        return packets;
    }

    /// Packets that could not be decoded.
    long failures() {
        return failures;
    }

    /// Why reading ended before the end of the file; "" if it did not.
    String interruption() {
        return interruption;
    }

    /// How long the container says the sound is, in seconds; empty if that would be a guess.
    OptionalDouble announcedSeconds() {
        long duration = stream.duration();
        if (duration == AV_NOPTS_VALUE
                || duration <= 0
                || container.duration_estimation_method() == AVFMT_DURATION_FROM_BITRATE) {
            return OptionalDouble.empty();
        }
        var unit = stream.time_base();
        return OptionalDouble.of((double) duration * unit.num() / unit.den());
    }

    Tags tags() {
        var tags = new LinkedHashMap<String, String>();
        collect(container.metadata(), tags);
        collect(stream.metadata(), tags); // Ogg keeps them there
        return Tags.of(tags);
    }

    private static void collect(AVDictionary dictionary, Map<String, String> into) {
        if (dictionary == null) {
            return;
        }
        for (AVDictionaryEntry entry = av_dict_iterate(dictionary, null);
                entry != null && !entry.isNull();
                entry = av_dict_iterate(dictionary, entry)) {
            into.putIfAbsent(
                    entry.key().getString(StandardCharsets.UTF_8), entry.value().getString(StandardCharsets.UTF_8));
        }
    }

    UnreadableSongException unreadable(String reason) {
        return new UnreadableSongException(path, reason);
    }

    @Override
    public void close() {
        if (!frame.isNull()) {
            av_frame_free(frame);
        }
        if (!packet.isNull()) {
            av_packet_free(packet);
        }
        if (!codec.isNull()) {
            avcodec_free_context(codec);
        }
        if (!container.isNull()) {
            avformat_close_input(container);
        }
    }

    /// FFmpeg's own words for an error.
    private static String message(int code) {
        byte[] words = new byte[256];
        av_strerror(code, words, words.length);
        int length = 0;
        while (length < words.length && words[length] != 0) {
            length++;
        }
        return new String(words, 0, length, StandardCharsets.UTF_8);
    }
}
