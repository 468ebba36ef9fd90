// SPDX-License-Identifier: Apache-2.0
/// The only place that knows FFmpeg: it decodes whatever people keep their music in. Start at
/// [dev.triad.corpus.audio.ffmpeg.SongDecoder]. All native memory belongs to a decoder and goes when it is closed.
@NullMarked
package dev.triad.corpus.audio.ffmpeg;

import org.jspecify.annotations.NullMarked;
