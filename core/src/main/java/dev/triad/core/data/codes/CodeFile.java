// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.codes;

import dev.triad.core.model.DType;
import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.model.SafetensorsHeader;
import dev.triad.core.model.SafetensorsWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// One song's codes as a safetensors file that any tool opens: the tensors `codes.0`, `codes.1`, … (I32, from the
/// finest level), and in its metadata what they mean.
///
/// @param levels what the codes mean
/// @param codec SHA-256 of the weights that made them
/// @param song what the song is called
/// @param frames samples they stand for
/// @param codes for each level; none in levels that nobody has made codes of, as where only the top one was sampled
@SuppressWarnings("ArrayRecordComponent") // what a file holds, never compared
public record CodeFile(CodeLevels levels, String codec, String song, long frames, int[][] codes) {
    private static final String PREFIX = "codes.";

    /// Writes the file, whole or not at all.
    public void write(Path file) throws IOException {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("sample_rate", Integer.toString(levels.sampleRate()));
        metadata.put("hops", levels.hops().stream().map(String::valueOf).collect(Collectors.joining(",")));
        metadata.put("codebook_size", Integer.toString(levels.codebookSize()));
        metadata.put("codec_sha256", codec);
        metadata.put("song", song);
        metadata.put("frames", Long.toString(frames));
        var plan = SafetensorsHeader.builder().metadata(metadata);
        for (int level = 0; level < codes.length; level++) {
            plan.tensor(PREFIX + level, DType.I32, new long[] {codes[level].length});
        }
        try (var writer = SafetensorsWriter.create(file, plan.build())) {
            for (int level = 0; level < codes.length; level++) {
                writer.write(PREFIX + level, MemorySegment.ofArray(codes[level]));
            }
            writer.commit();
        }
    }

    /// Reads a file.
    ///
    /// @throws IOException that names the file and what is wrong with it
    public static CodeFile read(Path file) throws IOException {
        try (var opened = SafetensorsFile.open(file)) {
            var metadata = opened.metadata();
            var hops = Arrays.stream(text(metadata, "hops").split(",", -1))
                    .map(Integer::parseInt)
                    .toList();
            var levels = new CodeLevels(
                    Integer.parseInt(text(metadata, "sample_rate")),
                    hops,
                    Integer.parseInt(text(metadata, "codebook_size")));
            long frames = Long.parseLong(text(metadata, "frames"));
            var codes = new int[levels.count()][];
            for (int level = 0; level < codes.length; level++) {
                String name = PREFIX + level;
                if (opened.tensor(name).dtype() != DType.I32) {
                    throw new IllegalArgumentException(
                            name + " is " + opened.tensor(name).dtype() + ", not I32");
                }
                codes[level] = opened.segment(name).toArray(CodeFormat.INT);
                if (codes[level].length != 0 && codes[level].length != levels.codes(level, frames)) {
                    throw new IllegalArgumentException("%s has %d codes; %d frames make %d"
                            .formatted(name, codes[level].length, frames, levels.codes(level, frames)));
                }
            }
            return new CodeFile(levels, text(metadata, "codec_sha256"), text(metadata, "song"), frames, codes);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static String text(Map<String, String> metadata, String name) {
        var value = metadata.get(name);
        if (value == null) throw new IllegalArgumentException("is no file of codes: its metadata has no " + name);
        return value;
    }
}
