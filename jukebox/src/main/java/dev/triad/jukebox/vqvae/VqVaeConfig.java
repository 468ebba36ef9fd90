// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import java.util.List;

/// The sizes of a codec. Level 0 is the bottom: the finest codes, and the best sound.
///
/// @param sampleRate of the audio it was made for, in Hz
/// @param downs how often each block divides time by the stride; level ℓ has the blocks 0 … ℓ
/// @param stride what one such division divides by
/// @param width channels inside the blocks, before the level's multiplier
/// @param depth residual units after each division, before the level's multiplier
/// @param embeddingWidth channels between blocks, and of a code's vector
/// @param codebookSize codes of each level
/// @param multipliers what each level multiplies width and depth by
/// @param dilationGrowth unit d of a stack looks growth^d samples to each side
/// @param dilationCycle the dilations start again after so many units; 0 for never
/// @param reversedDecoder whether the decoder's stacks go from the widest look to the narrowest
public record VqVaeConfig(
        int sampleRate,
        List<Integer> downs,
        int stride,
        int width,
        int depth,
        int embeddingWidth,
        int codebookSize,
        List<Integer> multipliers,
        int dilationGrowth,
        int dilationCycle,
        boolean reversedDecoder) {
    public VqVaeConfig {
        requirePositive("sample_rate", sampleRate);
        requirePositive("width", width);
        requirePositive("depth", depth);
        requirePositive("embedding_width", embeddingWidth);
        requirePositive("codebook_size", codebookSize);
        requirePositive("dilation_growth", dilationGrowth);
        if (stride < 2 || stride % 2 != 0) {
            throw new IllegalArgumentException("stride must be even and at least 2, not " + stride);
        }
        if (dilationCycle < 0) throw new IllegalArgumentException("dilation_cycle must be 0 or more");
        if (downs.isEmpty() || downs.size() != multipliers.size()) {
            throw new IllegalArgumentException(
                    "downs and multipliers must have one number for each level, not " + downs + " and " + multipliers);
        }
        downs.forEach(value -> requirePositive("downs", value));
        multipliers.forEach(value -> requirePositive("multipliers", value));
        downs = List.copyOf(downs);
        multipliers = List.copyOf(multipliers);
        int halvings = downs.stream().mapToInt(Integer::intValue).sum();
        if (Math.pow(stride, halvings) > 1 << 24) {
            throw new IllegalArgumentException("a code of the top level would stand for more than 2^24 samples");
        }
        int units = multipliers.stream().mapToInt(Integer::intValue).max().orElse(1) * depth;
        int powers = dilationCycle == 0 ? units : Math.min(units, dilationCycle);
        if (Math.pow(dilationGrowth, powers - 1.0) > 1 << 24) {
            throw new IllegalArgumentException("with depth " + units + " and dilation_growth " + dilationGrowth
                    + " the widest unit would look further than 2^24 samples; set dilation_cycle");
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }

    /// The released codec (section 3 and appendix B.1 of the paper).
    public static VqVaeConfig jukebox() {
        return new VqVaeConfig(44_100, List.of(3, 2, 2), 2, 32, 4, 64, 2048, List.of(2, 1, 1), 3, 0, true);
    }

    /// How many levels there are.
    public int levels() {
        return downs.size();
    }

    /// Samples that one code of a level stands for.
    public int hop(int level) {
        int hop = 1;
        for (int block = 0; block <= level; block++) hop *= Math.powExact(stride, downs.get(block));
        return hop;
    }

    /// Audio is coded in multiples of so many samples: the hop of the top level.
    public int multiple() {
        return hop(levels() - 1);
    }

    /// Channels inside the blocks of a level.
    public int width(int level) {
        return width * multipliers.get(level);
    }

    /// Residual units in each stack of a level.
    public int depth(int level) {
        return depth * multipliers.get(level);
    }

    /// How far unit `d` of a stack looks to each side.
    public int dilation(int d) {
        return Math.powExact(dilationGrowth, dilationCycle == 0 ? d : d % dilationCycle);
    }

    /// Codes per second of audio.
    public double codesPerSecond(int level) {
        return (double) sampleRate / hop(level);
    }

    /// What a level's codes take without any model of them, in bits per second.
    public double bitsPerSecond(int level) {
        return codesPerSecond(level) * Math.log(codebookSize) / Math.log(2);
    }

    /// How many samples further than its own a code's encoder hears on either side, and its decoder is heard: at
    /// most so many, a multiple of [#multiple].
    public int reach(int level) {
        // Each unit looks its dilation far, at the time scale of its stack; kernels of 2 strides and of 3 add theirs.
        long reach = 1; // the decoder's last convolution
        long scale = 1;
        for (int block = 0; block <= level; block++) {
            for (int i = 0; i < downs.get(block); i++) {
                reach += scale * stride;
                scale *= stride;
                for (int d = 0; d < depth(level); d++) reach += scale * dilation(d);
            }
            reach += scale;
        }
        long multiple = multiple();
        return Math.toIntExact((reach + multiple - 1) / multiple * multiple);
    }
}
