// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.model;

import java.util.Locale;

/// Which of the three architectures an encoder is. The arithmetic is the same; names and positions differ.
public enum Family {
    ELECTRA("Electra"),
    BERT("Bert"),
    ROBERTA("Roberta");

    private final String className;

    Family(String className) {
        this.className = className;
    }

    /// Hugging Face's name of the family, which is also the prefix of the encoder's weights.
    public String modelType() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What the names of its classes begin with: `Electra`.
    String className() {
        return className;
    }

    static Family parse(String modelType) {
        for (var family : values()) {
            if (family.modelType().equals(modelType)) {
                return family;
            }
        }
        throw new IllegalArgumentException(
                "model type '" + modelType + "' is not one of electra, bert and roberta, which can be run");
    }
}
