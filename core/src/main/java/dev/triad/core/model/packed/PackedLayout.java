// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.file.Json;
import dev.triad.core.model.DType;
import dev.triad.core.model.Quote;
import dev.triad.core.model.SafetensorsHeader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How a packed model is laid out: known from the shapes of its weights and how each is to be stored, before one of
/// them is computed.
///
/// ```java
/// var layout = PackedLayout.builder(description)
///         .weight("encoder.weight", WeightShape.of(256, 256), WeightScheme.Product.of(8, CodeLayout.TILES))
///         .build();
/// layout.fileSize(); // to the byte
/// ```
public final class PackedLayout {
    static final String WEIGHTS = "triad.weights";

    private final SafetensorsHeader header;
    private final SortedMap<String, Long> bytes;

    private PackedLayout(SafetensorsHeader header, SortedMap<String, Long> bytes) {
        this.header = header;
        this.bytes = bytes;
    }

    /// Starts a layout.
    public static Builder builder(ModelDescription description) {
        return new Builder(description);
    }

    /// The header of the file.
    public SafetensorsHeader header() {
        return header;
    }

    /// The size of the file in bytes.
    public long fileSize() {
        return header.fileSize();
    }

    /// The bytes of each weight's tensors, by its name; shared codebooks stand under their own names, the tokenizer
    /// under `tokenizer`, and what comes before the first tensor under `header`.
    public SortedMap<String, Long> bytes() {
        return bytes;
    }

    /// Collects what a file is to hold.
    public static final class Builder {
        private final SafetensorsHeader.Builder header = SafetensorsHeader.builder();
        private final SortedMap<String, Object> weights = new TreeMap<>();
        private final SortedMap<String, String> aliases = new TreeMap<>();
        private final Map<String, WeightScheme.Part> codebooks = new HashMap<>();
        private final SortedMap<String, Long> bytes = new TreeMap<>();
        private Optional<PackedTokenizer> tokenizer = Optional.empty();

        private Builder(ModelDescription description) {
            header.metadata(Metadata.VERSION, Metadata.CURRENT).metadata(description.metadata());
        }

        /// Adds the tokenizer.
        public Builder tokenizer(PackedTokenizer tokenizer) {
            this.tokenizer = Optional.of(tokenizer);
            long size = 0;
            for (var part : tokenizer.tensors().entrySet()) {
                header.tensor(part.getKey(), DType.U8, part.getValue().byteSize());
                size += part.getValue().byteSize();
            }
            bytes.put("tokenizer", size);
            return this;
        }

        /// Adds a weight.
        ///
        /// @throws IllegalArgumentException when its name is taken, it cannot be stored so, or the codebook
        ///     that it shares has another size elsewhere
        public Builder weight(String name, WeightShape shape, WeightScheme scheme) {
            if (name.startsWith(PackedTokenizer.PREFIX)) {
                throw new IllegalArgumentException(
                        "weight " + Quote.of(name) + ": names that start with tokenizer. are the tokenizer's");
            }
            try {
                for (var part : scheme.parts(name, shape)) {
                    add(name, part, scheme);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("weight " + Quote.of(name) + ": " + e.getMessage(), e);
            }
            if (!(scheme instanceof WeightScheme.Dense)) {
                weights.put(name, SchemeJson.write(shape, scheme));
            }
            return this;
        }

        private void add(String name, WeightScheme.Part part, WeightScheme scheme) {
            var shared = scheme instanceof WeightScheme.Product product ? product.codebook() : Optional.<String>empty();
            String owner = shared.filter(book -> part.name().startsWith(book + ".centroids"))
                    .orElse(name);
            if (!owner.equals(name)) {
                var earlier = codebooks.putIfAbsent(part.name(), part);
                if (earlier != null) {
                    if (!earlier.equals(part)) {
                        throw new IllegalArgumentException(
                                "the codebook " + Quote.of(owner) + " has other sizes where another weight uses it");
                    }
                    return;
                }
            }
            header.tensor(part.name(), part.dtype(), part.dimensions());
            bytes.merge(owner, part.byteLength(), Long::sum);
        }

        /// Says that a weight is another one.
        public Builder alias(String name, String original) {
            aliases.put(name, original);
            return this;
        }

        /// Lays the file out.
        public PackedLayout build() {
            var json = new LinkedHashMap<String, Object>();
            json.put("encoded", weights);
            json.put("aliases", aliases);
            tokenizer.ifPresent(text -> json.put("tokenizer", text.settings()));
            header.metadata(WEIGHTS, new String(Json.line(json), StandardCharsets.UTF_8));
            var built = header.build();
            bytes.put("header", built.dataStart());
            return new PackedLayout(built, bytes);
        }
    }
}
