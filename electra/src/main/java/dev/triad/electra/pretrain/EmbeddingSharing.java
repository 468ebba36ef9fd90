// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import java.util.Arrays;
import java.util.Locale;

/// What the generator's embeddings have to do with the discriminator's.
public enum EmbeddingSharing {
    /// One embedding block, tables and layer norm, trained by both (Clark et al. 2020, section 3.2).
    SHARED,
    /// Gradient-disentangled (He et al. 2023, DeBERTaV3): the discriminator's token and position tables are the
    /// generator's, which it does not train, plus a difference of its own that starts at zero.
    DISENTANGLED,
    /// Two separate blocks.
    UNTIED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The kind of sharing with this name.
    public static EmbeddingSharing parse(String name) {
        for (var sharing : values()) if (sharing.toString().equals(name)) return sharing;
        throw new IllegalArgumentException("embeddings must be one of "
                + String.join(
                        ", ", Arrays.stream(values()).map(Object::toString).toList()) + ", not '" + name + "'");
    }
}
