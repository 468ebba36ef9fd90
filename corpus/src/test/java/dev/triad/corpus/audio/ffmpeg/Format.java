// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio.ffmpeg;

import org.bytedeco.ffmpeg.global.avutil;

/// A form that people keep music in, with FFmpeg's encoder for it.
///
/// @param suffix of the file's name, which chooses the container
/// @param encoder FFmpeg's name for it
/// @param sampleFormat what the encoder takes
/// @param rate the only rate it is used at here
/// @param video whether pictures come with the sound
record Format(String suffix, String encoder, int sampleFormat, int rate, boolean video) {
    static final Format FLAC = new Format("flac", "flac", avutil.AV_SAMPLE_FMT_S16, 44_100, false);
    static final Format MP3 = new Format("mp3", "libmp3lame", avutil.AV_SAMPLE_FMT_FLTP, 44_100, false);
    static final Format VORBIS = new Format("ogg", "vorbis", avutil.AV_SAMPLE_FMT_FLTP, 44_100, false);
    static final Format OPUS = new Format("opus", "libopus", avutil.AV_SAMPLE_FMT_FLT, 48_000, false);
    static final Format M4A = new Format("m4a", "aac", avutil.AV_SAMPLE_FMT_FLTP, 44_100, false);
    static final Format VIDEO = new Format("mp4", "aac", avutil.AV_SAMPLE_FMT_FLTP, 44_100, true);
    static final Format WEBM = new Format("webm", "libopus", avutil.AV_SAMPLE_FMT_FLT, 48_000, false);
    static final Format WAV = new Format("wav", "pcm_s16le", avutil.AV_SAMPLE_FMT_S16, 44_100, false);

    boolean isLossless() {
        return sampleFormat == avutil.AV_SAMPLE_FMT_S16;
    }

    @Override
    public String toString() {
        return suffix;
    }
}
