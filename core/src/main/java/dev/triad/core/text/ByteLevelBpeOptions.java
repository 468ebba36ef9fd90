// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Which of the byte-level tokenizers: they differ in special tokens and offsets, not in pieces.
///
/// @param family whose special tokens
/// @param prefixSpace begin a text with a space, so that its first word is the same token as elsewhere
/// @param trimOffsets leave the space a token begins with out of its offsets
public record ByteLevelBpeOptions(Family family, boolean prefixSpace, boolean trimOffsets) {
    public static final ByteLevelBpeOptions GPT2 = new ByteLevelBpeOptions(Family.GPT2, false, false);

    public static final ByteLevelBpeOptions ROBERTA = new ByteLevelBpeOptions(Family.ROBERTA, false, true);

    /// The sets of special tokens.
    public enum Family {
        /// `<|endoftext|>` alone, and nothing around a text.
        GPT2,
        /// `<s>`, `<pad>`, `</s>`, `<unk>`, `<mask>`; `<s> a </s> </s> b </s>`.
        ROBERTA;

        /// The parts that its special tokens play, and their spellings.
        public Map<SpecialToken, String> spelling() {
            var spelling = new EnumMap<SpecialToken, String>(SpecialToken.class);
            switch (this) {
                case GPT2 -> spelling.put(SpecialToken.SEPARATOR, Vocabulary.END_OF_TEXT);
                case ROBERTA -> {
                    for (var token : SpecialToken.values()) {
                        spelling.put(token, token.roberta());
                    }
                }
            }
            return spelling;
        }

        /// The special tokens' spellings, in the order of their ids in a fresh vocabulary.
        public List<String> specialTokens() {
            return switch (this) {
                case GPT2 -> List.of(Vocabulary.END_OF_TEXT);
                case ROBERTA -> List.of("<s>", "<pad>", "</s>", "<unk>", "<mask>");
            };
        }
    }

    public ByteLevelBpeOptions withPrefixSpace(boolean prefix) {
        return new ByteLevelBpeOptions(family, prefix, trimOffsets);
    }
}
