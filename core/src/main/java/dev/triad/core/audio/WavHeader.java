// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// What stands before the samples of a WAV file (Microsoft and IBM 1991; RF64: EBU Tech 3306). Unknown chunks are
/// passed over.
record WavHeader(SampleFormat format, int channels, int rate, long dataOffset, long frames) {
    /// More channels than any recording has mean that this is no sound.
    static final int MOST_CHANNELS = 256;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int PCM = 1;
    private static final int IEEE_FLOAT = 3;
    private static final int EXTENSIBLE = 0xFFFE;

    /// A size that says "look elsewhere" in RF64, and "not known yet" where a program wrote into a pipe.
    private static final long UNKNOWN = 0xFFFF_FFFFL;

    private static final int RIFF_BYTES = 12;
    private static final int CHUNK_BYTES = 8;

    /// What is wrong with a file, without the file's name.
    static final class Malformed extends Exception {
        Malformed(String message) {
            super(message);
        }
    }

    /// Bytes from one frame to the next.
    int stride() {
        return channels * format.bytes();
    }

    static WavHeader parse(MemorySegment file) throws Malformed {
        long length = file.byteSize();
        String container = length < RIFF_BYTES ? "" : tag(file, 0);
        boolean large = container.equals("RF64");
        if (!(large || container.equals("RIFF")) || !tag(file, 8).equals("WAVE")) {
            throw new Malformed("is not a WAV file");
        }
        WavHeader format = null;
        long largeData = -1;
        for (long at = RIFF_BYTES; at + CHUNK_BYTES <= length; ) {
            String tag = tag(file, at);
            long size = file.get(INT, at + 4) & 0xFFFF_FFFFL;
            long body = at + CHUNK_BYTES;
            long there = length - body;
            if (tag.equals("data")) {
                if (format == null) {
                    throw new Malformed("has its data at byte %d before it says in what format".formatted(at));
                }
                if (size == UNKNOWN) {
                    size = large && largeData >= 0 ? largeData : there;
                }
                if (size > there) {
                    throw new Malformed("is cut short: %d bytes of samples should follow byte %d, and %d are there"
                            .formatted(size, body, there));
                }
                return new WavHeader(format.format, format.channels, format.rate, body, size / format.stride());
            }
            if (size > there) {
                throw new Malformed("is damaged: the chunk \"%s\" at byte %d claims %d bytes where %d are left"
                        .formatted(printable(tag), at, size, there));
            }
            if (tag.equals("fmt ")) {
                format = format(file.asSlice(body, size), at);
            } else if (tag.equals("ds64") && size >= 16) {
                largeData = file.get(LONG, body + 8);
            }
            at = body + size + (size & 1);
        }
        throw new Malformed("holds no samples: there is no data chunk");
    }

    private static WavHeader format(MemorySegment chunk, long at) throws Malformed {
        if (chunk.byteSize() < 16) {
            throw new Malformed("has a format chunk of only %d bytes at byte %d".formatted(chunk.byteSize(), at));
        }
        int code = chunk.get(SHORT, 0) & 0xFFFF;
        int channels = chunk.get(SHORT, 2) & 0xFFFF;
        int rate = chunk.get(INT, 4);
        int align = chunk.get(SHORT, 12) & 0xFFFF;
        int bits = chunk.get(SHORT, 14) & 0xFFFF;
        if (code == EXTENSIBLE && chunk.byteSize() >= 26) {
            code = chunk.get(SHORT, 24) & 0xFFFF;
        }
        if (channels < 1 || channels > MOST_CHANNELS) {
            throw new Malformed("claims %d channels".formatted(channels));
        }
        if (rate < 1) {
            throw new Malformed("claims %d frames per second".formatted(rate & 0xFFFF_FFFFL));
        }
        var format = sampleFormat(code, bits);
        if (align != channels * format.bytes()) {
            throw new Malformed("claims %d bytes per frame, and %d channels of %d bits need %d"
                    .formatted(align, channels, bits, channels * format.bytes()));
        }
        return new WavHeader(format, channels, rate, 0, 0);
    }

    private static SampleFormat sampleFormat(int code, int bits) throws Malformed {
        return switch (code << 16 | bits) {
            case PCM << 16 | 8 -> SampleFormat.UNSIGNED8;
            case PCM << 16 | 16 -> SampleFormat.PCM16;
            case PCM << 16 | 24 -> SampleFormat.PCM24;
            case PCM << 16 | 32 -> SampleFormat.PCM32;
            case IEEE_FLOAT << 16 | 32 -> SampleFormat.FLOAT32;
            case IEEE_FLOAT << 16 | 64 -> SampleFormat.FLOAT64;
            default ->
                throw new Malformed(
                        "holds samples of format %d with %d bits; convert it to 16-bit PCM".formatted(code, bits));
        };
    }

    /// The header of a file of this format, as many bytes as [#dataOffset] will be.
    static ByteBuffer render(SampleFormat format, int channels, int rate, long frames) {
        int stride = channels * format.bytes();
        long data = frames * stride;
        int fmt = format.isFloat() ? 18 : 16; // other formats than PCM say that no extension follows
        int fact = format.isFloat() ? CHUNK_BYTES + 4 : 0;
        long riff = 4 + CHUNK_BYTES + fmt + fact + CHUNK_BYTES + data + (data & 1);
        boolean large = riff > UNKNOWN - 1 - 36;
        int ds64 = large ? CHUNK_BYTES + 28 : 0;
        var header = ByteBuffer.allocate(RIFF_BYTES + ds64 + CHUNK_BYTES + fmt + fact + CHUNK_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        tag(header, large ? "RF64" : "RIFF").putInt((int) (large ? UNKNOWN : riff));
        tag(header, "WAVE");
        if (large) {
            tag(header, "ds64")
                    .putInt(28)
                    .putLong(riff + ds64)
                    .putLong(data)
                    .putLong(frames)
                    .putInt(0);
        }
        tag(header, "fmt ").putInt(fmt);
        header.putShort((short) (format.isFloat() ? IEEE_FLOAT : PCM)).putShort((short) channels);
        header.putInt(rate).putInt(Math.clamp((long) rate * stride, 0, Integer.MAX_VALUE));
        header.putShort((short) stride).putShort((short) (format.bytes() * 8));
        if (format.isFloat()) {
            header.putShort((short) 0);
            tag(header, "fact").putInt(4).putInt((int) Math.min(frames, UNKNOWN));
        }
        tag(header, "data").putInt((int) (large ? UNKNOWN : data));
        return header.flip();
    }

    private static ByteBuffer tag(ByteBuffer buffer, String tag) {
        return buffer.put(tag.getBytes(StandardCharsets.US_ASCII));
    }

    private static String tag(MemorySegment file, long at) {
        return new String(file.asSlice(at, 4).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    private static String printable(String tag) {
        return tag.replaceAll("[^ -~]", "?");
    }
}
