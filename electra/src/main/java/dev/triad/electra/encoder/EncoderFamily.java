// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.encoder;

import java.util.Locale;

/// Which of the three architectures a checkpoint is. The encoder is the same; names, padding and positions differ.
public enum EncoderFamily {
    ELECTRA,
    BERT,
    ROBERTA;

    /// The family Hugging Face calls `modelType` in `config.json`.
    public static EncoderFamily parse(String modelType) {
        for (var family : values()) {
            if (family.modelType().equals(modelType)) return family;
        }
        throw new IllegalArgumentException(
                "model type '" + modelType + "' is not one of electra, bert and roberta, which this encoder serves");
    }

    /// Hugging Face's name of the family, which is also the prefix of the encoder's tensors.
    public String modelType() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether positions count real tokens from the padding id on, as RoBERTa's do, instead of columns from 0.
    public boolean positionsFollowPadding() {
        return this == ROBERTA;
    }
}
