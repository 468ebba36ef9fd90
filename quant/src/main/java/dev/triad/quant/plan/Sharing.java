// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which weights have a codebook together.
public enum Sharing {
    /// Each has its own.
    PRIVATE,
    /// The same weight of all layers. Small models spend an eighth of their bytes on codebooks otherwise.
    KIND,
    /// Query, key and value of one layer: they read one input, so that a runtime builds one table for all three.
    QKV;

    /// The codebook of a weight; empty if it is its own.
    Optional<String> codebook(PlannedWeight weight) {
        return switch (this) {
            case PRIVATE -> Optional.empty();
            case KIND -> Optional.of("codebook." + withoutWeight(weight.kind()));
            case QKV -> {
                String merged = weight.name()
                        .replaceAll("\\.(query|key|value)\\.", ".query_key_value.")
                        .replaceAll("\\.[qkv]_proj\\.", ".qkv_proj.");
                yield merged.equals(weight.name())
                        ? Optional.empty()
                        : Optional.of("codebook." + withoutWeight(merged));
            }
        };
    }

    private static String withoutWeight(String name) {
        return name.endsWith(".weight") ? name.substring(0, name.length() - ".weight".length()) : name;
    }

    static Sharing parse(String name) {
        for (var sharing : values()) {
            if (sharing.toString().equals(name)) return sharing;
        }
        throw new IllegalArgumentException("share must be one of "
                + Arrays.stream(values()).map(Sharing::toString).collect(Collectors.joining(", ")) + ", not '" + name
                + "'");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
