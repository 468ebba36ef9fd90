// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.model;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import dev.triad.core.model.packed.PackedWeight;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The weights of a model by the names that `transformers` gives them today. Names of old (`LayerNorm.gamma`), an
/// encoder saved alone (without the family's prefix) and the prefix of data-parallel training are understood.
public final class Weights {
    private final String place;
    private final Map<String, PackedWeight> weights = new HashMap<>();

    /// @param place how errors call the file
    /// @param stored weights by the file's names
    Weights(String place, Family family, Map<String, PackedWeight> stored) {
        this.place = place;
        String prefix = family.modelType() + ".";
        boolean prefixed = stored.keySet().stream().anyMatch(name -> plain(name).startsWith(prefix));
        stored.forEach((name, weight) -> {
            String plain = plain(name);
            weights.put(!prefixed && isEncoders(plain) ? prefix + plain : plain, weight);
        });
    }

    private static String plain(String name) {
        String unwrapped = name.startsWith("module.") ? name.substring("module.".length()) : name;
        return unwrapped.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias");
    }

    private static boolean isEncoders(String name) {
        return name.startsWith("embeddings.")
                || name.startsWith("embeddings_project.")
                || name.startsWith("encoder.")
                || name.startsWith("pooler.");
    }

    /// A matrix or table.
    ///
    /// @throws ModelFileException when there is none of that name and shape
    public PackedWeight matrix(String name, int rows, int columns) throws ModelFileException {
        var weight = weights.get(name);
        if (weight == null) {
            throw new ModelFileException(place, "has no weight " + Quote.of(name));
        }
        if (!weight.shape().dimensions().equals(Arrays.asList(rows, columns))) {
            throw new ModelFileException(
                    place,
                    "weight " + Quote.of(name) + " has shape " + weight.shape() + " where config.json asks for [" + rows
                            + ", " + columns + "]");
        }
        return weight;
    }

    /// An error about a weight.
    public ModelFileException fault(String name, String fault) {
        return new ModelFileException(place, "weight " + Quote.of(name) + " " + fault);
    }

    /// A vector; all its numbers are finite.
    ///
    /// @throws ModelFileException when there is none of that name and length
    public float[] vector(String name, int length) throws ModelFileException {
        return find(name, length).orElseThrow(() -> new ModelFileException(place, "has no weight " + Quote.of(name)));
    }

    /// The same, if it is there.
    public Optional<float[]> find(String name, int length) throws ModelFileException {
        var weight = weights.get(name);
        if (weight == null) {
            return Optional.empty();
        }
        if (weight.shape().rank() != 1 || weight.shape().columns() != length) {
            throw new ModelFileException(
                    place,
                    "weight " + Quote.of(name) + " has shape " + weight.shape() + " where config.json asks for ["
                            + length + "]");
        }
        var numbers = weight.decode();
        for (float number : numbers) {
            if (!Float.isFinite(number)) {
                throw new ModelFileException(place, "weight " + Quote.of(name) + " holds " + number);
            }
        }
        return Optional.of(numbers);
    }
}
