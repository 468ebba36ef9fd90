// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.jukebox.prior.transformer.TransformerConfig;
import org.jspecify.annotations.Nullable;

/// The sizes of a prior.
///
/// @param level whose codes it models; 0 is the finest
/// @param codebookSize codes of the level, and of the one above
/// @param hop samples that a code stands for
/// @param sampleRate of the audio, in Hz
/// @param transformer its layers; for lyrics in the same sequence its positions count them in
/// @param mergedDecoder whether codes are read off by a table of their own, and what conditions a position is not
///     added once more at the end
/// @param labels what it is told of the song, or null
/// @param conditioner how it looks at the codes above, or null for the top level
/// @param lyrics how it reads lyrics, or null
public record PriorConfig(
        int level,
        int codebookSize,
        int hop,
        int sampleRate,
        TransformerConfig transformer,
        boolean mergedDecoder,
        @Nullable LabelConfig labels,
        @Nullable ConditionerConfig conditioner,
        @Nullable LyricsConfig lyrics) {
    public PriorConfig {
        if (level < 0 || codebookSize < 2 || hop < 1 || sampleRate < 1) {
            throw new IllegalArgumentException("a prior needs a level, a codebook, a hop and a sample rate, not "
                    + level + ", " + codebookSize + ", " + hop + " and " + sampleRate);
        }
        int prime = lyrics instanceof LyricsConfig.SingleStack single ? single.tokens() : 0;
        if (transformer.primeTokens() != prime || transformer.positions() <= prime) {
            throw new IllegalArgumentException("the transformer has " + transformer.primeTokens() + " of "
                    + transformer.positions() + " positions for lyrics, but there are " + prime + " in its sequence");
        }
        if (transformer.looksAtLyrics() != lyrics instanceof LyricsConfig.Separate) {
            throw new IllegalArgumentException("attention order " + transformer.order() + " at depth "
                    + transformer.depth()
                    + (transformer.looksAtLyrics()
                            ? " looks at encoded lyrics, but there is no encoder"
                            : " never looks at the encoded lyrics; take order 6, 8 or 10, or more layers"));
        }
        if (conditioner != null && (transformer.positions() - prime) % conditioner.ratio() != 0) {
            throw new IllegalArgumentException("a window of " + (transformer.positions() - prime)
                    + " codes must be a multiple of " + conditioner.ratio() + ", the codes below one above");
        }
    }

    /// Codes of a window.
    public int window() {
        return transformer.positions() - transformer.primeTokens();
    }

    /// Characters that stand before the codes, or are encoded beside them; 0 without lyrics.
    public int lyricTokens() {
        return lyrics == null ? 0 : lyrics.tokens();
    }

    /// Ids below those of the codes: the alphabet, where lyrics share the sequence.
    public int firstCode() {
        return lyrics instanceof LyricsConfig.SingleStack single ? single.characters() : 0;
    }

    /// Rows of its table of ids.
    public int vocabulary() {
        return codebookSize + firstCode();
    }

    /// Samples of a window.
    public long sampleLength() {
        return (long) hop * window();
    }

    /// Codes of the level above in a window; 0 for the top level.
    public int upperWindow() {
        return conditioner == null ? 0 : window() / conditioner.ratio();
    }

    /// Trained values, without building anything.
    public long parameterCount() {
        long width = transformer.width();
        long count = transformer.parameterCount();
        count += width * vocabulary() * (mergedDecoder ? 2 : 1);
        count += width * transformer.positions();
        count += labels == null ? width : labels.parameterCount(width);
        if (conditioner != null) count += conditioner.parameterCount(codebookSize, width);
        if (lyrics instanceof LyricsConfig.Separate separate) {
            var encoder = separate.encoder();
            long inner = encoder.width();
            count += encoder.parameterCount() + inner * (separate.characters() + encoder.positions() + 1L);
            count += inner * width + width + 2 * width + width * separate.characters();
        }
        return count;
    }
}
