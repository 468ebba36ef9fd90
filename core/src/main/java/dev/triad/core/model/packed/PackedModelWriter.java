// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.model.Quote;
import dev.triad.core.model.SafetensorsWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Writes packed models.
public final class PackedModelWriter {
    private PackedModelWriter() {}

    /// Writes a model, whole or not at all. The same content gives the same bytes.
    ///
    /// @return how it is laid out
    /// @throws IllegalArgumentException when two weights use one name for different codebooks, or an alias is of
    ///     nothing
    public static PackedLayout write(Path path, PackedContent content) throws IOException {
        content.aliases().forEach((name, original) -> {
            if (content.weights().containsKey(name)) {
                throw new IllegalArgumentException("weight " + Quote.of(name) + " is stored and an alias");
            }
            if (!content.weights().containsKey(original)) {
                throw new IllegalArgumentException(
                        "weight " + Quote.of(name) + " is " + Quote.of(original) + ", which is not there");
            }
        });
        var layout = content.layout();
        var tensors = new HashMap<String, MemorySegment>();
        content.tokenizer().ifPresent(tokenizer -> tensors.putAll(tokenizer.tensors()));
        content.weights().forEach((name, weight) -> addAll(tensors, name, weight));
        try (var writer = SafetensorsWriter.create(path, layout.header())) {
            for (var tensor : layout.header().tensors()) {
                var bytes = tensors.get(tensor.name());
                if (bytes == null) {
                    throw new IllegalStateException("planned tensor " + tensor.name() + " is gone");
                }
                writer.write(tensor.name(), bytes);
            }
            writer.commit();
        }
        return layout;
    }

    private static void addAll(Map<String, MemorySegment> tensors, String name, PackedWeight weight) {
        weight.tensors(name).forEach((part, bytes) -> {
            var earlier = tensors.putIfAbsent(part, bytes);
            if (earlier != null && earlier.mismatch(bytes) != -1) {
                throw new IllegalArgumentException(
                        "weight " + Quote.of(name) + ": there is another codebook of the name " + Quote.of(part));
            }
        });
    }
}
