// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.sample;

import dev.triad.core.data.codes.CodeFile;
import dev.triad.core.data.codes.CodeLevels;
import dev.triad.core.model.DType;
import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.model.SafetensorsHeader;
import dev.triad.core.model.SafetensorsWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Music that is being made: the codes of all its samples so far. In a file it is all that is needed to go on.
///
/// @param levels what the codes mean
/// @param codec SHA-256 of the weights that turn them into sound
/// @param frames samples of sound that the piece is to have: whole codes of the top level
/// @param description what whoever makes it wants to remember
/// @param codes by level, from the finest, and sample
@SuppressWarnings("ArrayRecordComponent") // what a file holds, never compared
public record Piece(CodeLevels levels, String codec, long frames, String description, int[][][] codes) {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    public Piece {
        if (frames < 1 || frames % levels.hops().getLast() != 0) {
            throw new IllegalArgumentException("a piece has whole codes of "
                    + levels.hops().getLast() + " samples, and at least one, not " + frames + " samples");
        }
        if (codes.length != levels.count() || codes[0].length == 0) {
            throw new IllegalArgumentException(
                    "a piece needs the codes of " + levels.count() + " levels and at least one sample");
        }
    }

    /// The length that a piece of so many seconds has: rounded up to a code of the top level.
    public static long frames(CodeLevels levels, double seconds) {
        long top = levels.hops().getLast();
        return Math.max(1, (long) Math.ceil(seconds * levels.sampleRate() / top - 1e-9)) * top;
    }

    /// What may be kept of a beginning of so many seconds: rounded down to a code of the top level, so that all
    /// levels end together.
    public static long promptFrames(CodeLevels levels, double seconds) {
        long top = levels.hops().getLast();
        return (long) Math.floor(seconds * levels.sampleRate() / top + 1e-9) * top;
    }

    /// A piece of which there is nothing yet.
    public static Piece empty(CodeLevels levels, String codec, long frames, String description, int samples) {
        return new Piece(levels, codec, frames, description, new int[levels.count()][samples][0]);
    }

    /// A piece that every sample begins in the same way.
    ///
    /// @param begun codes by level
    public static Piece begun(
            CodeLevels levels, String codec, long frames, String description, int samples, int[][] begun) {
        var codes = Arrays.stream(begun)
                .map(row -> Stream.generate(() -> row).limit(samples).toArray(int[][]::new))
                .toArray(int[][][]::new);
        return new Piece(levels, codec, frames, description, codes);
    }

    /// How many samples there are.
    public int samples() {
        return codes[0].length;
    }

    /// Codes that each sample has in a level when it is whole.
    public int total(int level) {
        return Math.toIntExact(levels.codes(level, frames));
    }

    /// Whether every sample has all codes of a level.
    public boolean isComplete(int level) {
        return Arrays.stream(codes[level]).allMatch(row -> row.length >= total(level));
    }

    /// The same with other codes in a level.
    public Piece with(int level, int[]... rows) {
        var others = codes.clone();
        others[level] = rows;
        return new Piece(levels, codec, frames, description, others);
    }

    public Piece withDescription(String other) {
        return new Piece(levels, codec, frames, other, codes);
    }

    /// The same, to become so long; what it has beyond that is cut off.
    public Piece withFrames(long other) {
        return cut(other, other);
    }

    /// Only the first `kept` samples of sound, to become `other` long.
    public Piece cut(long kept, long other) {
        var shorter = new int[codes.length][][];
        for (int level = 0; level < codes.length; level++) {
            int most = Math.toIntExact(kept / levels.hops().get(level));
            shorter[level] = Arrays.stream(codes[level])
                    .map(row -> row.length > most ? Arrays.copyOf(row, most) : row)
                    .toArray(int[][]::new);
        }
        return new Piece(levels, codec, other, description, shorter);
    }

    /// One of the samples, so many times.
    public Piece choose(int sample, int times) {
        if (sample < 0 || sample >= samples()) {
            throw new IllegalArgumentException("there are samples 1 to " + samples() + ", no " + (sample + 1));
        }
        var ones = Arrays.stream(codes).map(rows -> rows[sample]).toArray(int[][]::new);
        return begun(levels, codec, frames, description, times, ones);
    }

    /// A sample's codes for people and programs. Levels that are not whole are empty.
    public CodeFile file(int sample, String name) {
        var whole = new int[codes.length][];
        for (int level = 0; level < codes.length; level++) {
            int[] row = codes[level][sample];
            whole[level] = row.length < total(level) ? new int[0] : Arrays.copyOf(row, total(level));
        }
        return new CodeFile(levels, codec, name, frames, whole);
    }

    private static String name(int level, int sample) {
        return "sample." + sample + ".codes." + level;
    }

    /// Writes the file, whole or not at all.
    public void write(Path file) throws IOException {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("sample_rate", Integer.toString(levels.sampleRate()));
        metadata.put("hops", levels.hops().stream().map(String::valueOf).collect(Collectors.joining(",")));
        metadata.put("codebook_size", Integer.toString(levels.codebookSize()));
        metadata.put("codec_sha256", codec);
        metadata.put("frames", Long.toString(frames));
        metadata.put("samples", Integer.toString(samples()));
        metadata.put("description", description);
        var plan = SafetensorsHeader.builder().metadata(metadata);
        for (int level = 0; level < codes.length; level++) {
            for (int sample = 0; sample < samples(); sample++) {
                plan.tensor(name(level, sample), DType.I32, new long[] {codes[level][sample].length});
            }
        }
        try (var writer = SafetensorsWriter.create(file, plan.build())) {
            for (int level = 0; level < codes.length; level++) {
                for (int sample = 0; sample < samples(); sample++) {
                    writer.write(name(level, sample), MemorySegment.ofArray(codes[level][sample]));
                }
            }
            writer.commit();
        }
    }

    /// Reads a file.
    ///
    /// @throws IOException that names the file and what is wrong with it
    public static Piece read(Path file) throws IOException {
        try (var opened = SafetensorsFile.open(file)) {
            var metadata = opened.metadata();
            for (String key : List.of("sample_rate", "hops", "codebook_size", "codec_sha256", "frames", "samples")) {
                if (!metadata.containsKey(key)) {
                    throw new IllegalArgumentException("is no piece of music: its metadata has no " + key);
                }
            }
            var levels = new CodeLevels(
                    Integer.parseInt(metadata.getOrDefault("sample_rate", "")),
                    Arrays.stream(metadata.getOrDefault("hops", "").split(",", -1))
                            .map(Integer::parseInt)
                            .toList(),
                    Integer.parseInt(metadata.getOrDefault("codebook_size", "")));
            int samples = Integer.parseInt(metadata.getOrDefault("samples", ""));
            // Each tensor needs bytes of the header, so a file cannot ask for much more than it is itself.
            if (samples < 1
                    || (long) samples * levels.count() != opened.tensors().size()) {
                throw new IllegalArgumentException("has " + opened.tensors().size() + " tensors, but " + samples
                        + " samples of " + levels.count() + " levels");
            }
            var codes = new int[levels.count()][samples][];
            for (int level = 0; level < codes.length; level++) {
                for (int sample = 0; sample < samples; sample++) {
                    codes[level][sample] = opened.segment(name(level, sample)).toArray(INT);
                    for (int code : codes[level][sample]) {
                        if (code < 0 || code >= levels.codebookSize()) {
                            throw new IllegalArgumentException(name(level, sample) + " has the code " + code
                                    + ", but codes are 0 to " + (levels.codebookSize() - 1));
                        }
                    }
                }
            }
            return new Piece(
                    levels,
                    metadata.getOrDefault("codec_sha256", ""),
                    Long.parseLong(metadata.getOrDefault("frames", "")),
                    metadata.getOrDefault("description", ""),
                    codes);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
