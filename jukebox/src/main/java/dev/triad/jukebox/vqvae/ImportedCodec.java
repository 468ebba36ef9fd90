// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Codecs as others store them: under the released names, perhaps behind `module.`, or under those of Hugging Face's
/// Jukebox, perhaps behind `vqvae.` in a model of the whole. Sizes are told from shapes where nobody wrote them down.
public final class ImportedCodec {
    private static final Pattern WRAPPING =
            Pattern.compile("^(module\\.|vqvae\\.)*(?=encoders\\.|decoders\\.|bottleneck\\.)");
    private static final Pattern CODEBOOK = Pattern.compile("bottleneck\\.level_blocks\\.(\\d+)\\.codebook");
    private static final Pattern BLOCK = Pattern.compile("((?:en|de)coders\\.\\d+\\.level_blocks\\.\\d+)\\.(.*)");
    private static final Pattern SAMPLING = Pattern.compile("(down|up)sample_block\\.(\\d+)\\.(weight|bias)");
    private static final Pattern RESIDUAL =
            Pattern.compile("(down|up)sample_block\\.(\\d+)\\.resnet_block\\.(\\d+)\\.conv1d_([12])\\.(weight|bias)");

    private ImportedCodec() {}

    /// Whether tensors with these names are, or contain, a codec.
    public static boolean recognises(Iterable<String> names) {
        for (String name : names) {
            String bare = WRAPPING.matcher(name).replaceFirst("");
            if (bare.equals("bottleneck.level_blocks.0.k") || bare.equals("bottleneck.level_blocks.0.codebook")) {
                return true;
            }
        }
        return false;
    }

    /// The codec among some tensors under the released names; what else there is, such as priors, is left out.
    ///
    /// @throws IllegalArgumentException when two tensors claim one name
    public static <T> SequencedMap<String, T> released(Map<String, T> tensors) {
        var highest = new LinkedHashMap<String, Integer>(); // block → number of its proj_out
        var found = new LinkedHashMap<String, T>();
        tensors.forEach((name, tensor) -> {
            var wrapping = WRAPPING.matcher(name);
            if (wrapping.find()) found.put(wrapping.replaceFirst(""), tensor);
        });
        found.keySet().forEach(name -> {
            var block = BLOCK.matcher(name);
            if (!block.matches()) return;
            var sampling = SAMPLING.matcher(block.group(2));
            if (sampling.matches() && sampling.group(1).equals("down")) {
                highest.merge(block.group(1), Integer.parseInt(sampling.group(2)) / 2 + 1, Math::max);
            }
        });
        var renamed = new LinkedHashMap<String, T>();
        found.forEach((name, tensor) -> {
            String target = released(name, highest);
            if (renamed.put(target, tensor) != null) {
                throw new IllegalArgumentException("two tensors are " + target + ", one of them " + name);
            }
        });
        return renamed;
    }

    private static String released(String name, Map<String, Integer> downs) {
        var codebook = CODEBOOK.matcher(name);
        if (codebook.matches()) return "bottleneck.level_blocks." + codebook.group(1) + ".k";
        var block = BLOCK.matcher(name);
        if (!block.matches()) return name;
        String start = block.group(1);
        String rest = block.group(2);
        if (rest.startsWith("proj_in.")) return start + ".model.0." + rest.substring("proj_in.".length());
        if (rest.startsWith("proj_out.")) {
            int number = downs.getOrDefault(start, 0);
            return start + ".model." + number + "." + rest.substring("proj_out.".length());
        }
        // One list holds convolutions and stacks in turn: first the convolution going down, the stack going up.
        var sampling = SAMPLING.matcher(rest);
        if (sampling.matches()) {
            int place = Integer.parseInt(sampling.group(2));
            return sampling.group(1).equals("down")
                    ? start + ".model." + place / 2 + ".0." + sampling.group(3)
                    : start + ".model." + (place / 2 + 1) + ".1." + sampling.group(3);
        }
        var residual = RESIDUAL.matcher(rest);
        if (residual.matches()) {
            int place = Integer.parseInt(residual.group(2));
            String stack = residual.group(1).equals("down")
                    ? start + ".model." + place / 2 + ".1"
                    : start + ".model." + (place / 2 + 1) + ".0";
            return stack + ".model." + residual.group(3) + ".model."
                    + (residual.group(4).equals("1") ? 1 : 3) + "." + residual.group(5);
        }
        return name;
    }

    /// The sizes of a codec that came without a configuration. Dilations do not show in shapes: they are taken to be
    /// the released codec's.
    ///
    /// @param shapes by released name
    /// @param sampleRate of its audio, in Hz
    /// @throws IllegalArgumentException when they are no codec's
    public static VqVaeConfig infer(Map<String, long[]> shapes, int sampleRate) {
        int levels = count(shapes, "bottleneck.level_blocks.", ".k");
        if (levels == 0) throw new IllegalArgumentException("there is no bottleneck.level_blocks.0.k");
        long[] codebook = shape(shapes, "bottleneck.level_blocks.0.k", 2);
        String top = "encoders." + (levels - 1) + ".level_blocks.";
        var downs = new ArrayList<Integer>();
        for (int block = 0; block < levels; block++) downs.add(count(shapes, top + block + ".model.", ".0.weight"));
        int stride = (int) shape(shapes, "encoders.0.level_blocks.0.model.0.0.weight", 3)[2] / 2;
        var widths = new ArrayList<Integer>();
        var depths = new ArrayList<Integer>();
        for (int level = 0; level < levels; level++) {
            String first = "encoders." + level + ".level_blocks.0.model.0.";
            widths.add((int) shape(shapes, first + "0.weight", 3)[0]);
            depths.add(count(shapes, first + "1.model.", ".model.1.weight"));
        }
        int width = widths.stream().reduce(ImportedCodec::commonDivisor).orElseThrow();
        var multipliers = widths.stream().map(its -> its / width).toList();
        int depth = depths.getFirst() / multipliers.getFirst();
        for (int level = 0; level < levels; level++) {
            if (depths.get(level) != depth * multipliers.get(level)) {
                throw new IllegalArgumentException("widths " + widths + " and depths " + depths
                        + " of the levels are not multiples of one width and one depth by the same numbers");
            }
        }
        return new VqVaeConfig(
                sampleRate,
                downs,
                stride,
                width,
                depth,
                (int) codebook[1],
                (int) codebook[0],
                multipliers,
                VqVaeConfig.jukebox().dilationGrowth(),
                0,
                true);
    }

    private static int commonDivisor(int a, int b) {
        return b == 0 ? a : commonDivisor(b, a % b);
    }

    /// How many of the names `before`0`after`, `before`1`after`, … there are.
    private static int count(Map<String, long[]> shapes, String before, String after) {
        int count = 0;
        while (shapes.containsKey(before + count + after)) count++;
        return count;
    }

    private static long[] shape(Map<String, long[]> shapes, String name, int rank) {
        long @Nullable [] shape = shapes.get(name);
        if (shape == null) throw new IllegalArgumentException("there is no " + name);
        if (shape.length != rank) {
            throw new IllegalArgumentException(name + " has " + shape.length + " axes, not " + rank);
        }
        for (long size : shape) {
            if (size < 1 || size > 1 << 20) throw new IllegalArgumentException(name + " has an axis of " + size);
        }
        return shape;
    }
}
