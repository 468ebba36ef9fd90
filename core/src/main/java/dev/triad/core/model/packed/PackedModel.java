// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.file.JsonFields;
import dev.triad.core.model.DType;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.model.TensorSource;
import dev.triad.core.text.Tokenizer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A packed model, mapped into memory. Opening checks that everything is there and in its place; codes are read
/// by the pages that are touched. Any thread may read it; weights are invalid after [#close].
///
/// ```java
/// try (var model = PackedModel.open(Path.of("model.safetensors"))) {
///     PackedWeight words = model.weight("electra.embeddings.word_embeddings.weight");
///     Tokenizer tokenizer = model.tokenizer().orElseThrow();
/// }
/// ```
public final class PackedModel implements AutoCloseable {
    private final TensorSource file;
    private final ModelDescription description;
    private final Optional<PackedTokenizer> tokenizer;
    private final SortedMap<String, PackedWeight> stored = new TreeMap<>();
    private final SortedMap<String, String> aliases = new TreeMap<>();
    private final Map<String, Codebook> codebooks = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    private PackedModel(TensorSource file) throws IOException {
        this.file = file;
        try {
            requireVersion();
            description = ModelDescription.read(file.metadata());
            var fields = new JsonFields(Metadata.object(file.metadata(), PackedLayout.WEIGHTS), "");
            tokenizer = fields.has("tokenizer")
                    ? Optional.of(
                            PackedTokenizer.read(fields.object("tokenizer").rest(), this::part))
                    : Optional.empty();
            for (var entry : fields.object("encoded").rest().entrySet()) {
                stored.put(entry.getKey(), weight(entry.getKey(), entry.getValue()));
            }
            readDense();
            readAliases(fields.object("aliases").rest());
            fields.end();
        } catch (ModelFileException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelFileException(file.place(), String.valueOf(e.getMessage()));
        }
    }

    /// Whether a safetensors file is a packed model, by its metadata.
    public static boolean isPacked(Map<String, String> metadata) {
        return metadata.containsKey(Metadata.VERSION);
    }

    /// Maps a file and checks it.
    ///
    /// @throws ModelFileException when it is no packed model, or one that cannot be read; the message names the
    ///     tensor
    public static PackedModel open(Path path) throws IOException {
        return of(SafetensorsFile.open(path));
    }

    /// The packed model in a file that is open. Closing it closes the file, and so does failing.
    ///
    /// @throws ModelFileException when it is no packed model, or one that cannot be read
    public static PackedModel of(TensorSource file) throws IOException {
        try {
            return new PackedModel(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void requireVersion() throws ModelFileException {
        String version = file.metadata().get(Metadata.VERSION);
        if (version == null) {
            throw new ModelFileException(file.place(), "is no packed model: its metadata has no " + Metadata.VERSION);
        }
        if (!version.equals(Metadata.CURRENT)) {
            throw new ModelFileException(
                    file.place(),
                    "is a packed model of version " + Quote.of(version) + "; this Triad reads version "
                            + Metadata.CURRENT);
        }
    }

    private PackedWeight weight(String name, Object json) throws IOException {
        var entry = SchemeJson.read(name, json);
        try {
            var shape = entry.shape();
            for (var part : entry.scheme().parts(name, shape)) {
                require(part);
            }
            return switch (entry.scheme()) {
                case WeightScheme.Dense _ -> throw new IllegalStateException("dense weights have no entry");
                case WeightScheme.Int8 int8 ->
                    new Int8Weight(
                            shape,
                            part(name + ".int8"),
                            scales(name, DType.F32, DType.F32),
                            int8.perRow(),
                            int8.calibrated()
                                    ? Optional.of(scales(name + ".output", DType.F32, DType.F32))
                                    : Optional.empty());
                case WeightScheme.Int4 int4 ->
                    new Int4Weight(shape, int4.group(), part(name + ".int4"), scales(name, DType.F16, DType.U8));
                case WeightScheme.Product product ->
                    new ProductWeight(
                            shape,
                            part(name + ".codes"),
                            product.layout(),
                            codebook(name, product),
                            product.rowScale()
                                    ? Optional.of(Numbers.read(part(name + ".row_scale"), DType.F16))
                                    : Optional.empty());
            };
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(file.place(), "weight " + Quote.of(name) + ": " + e.getMessage());
        }
    }

    private Codebook codebook(String weight, WeightScheme.Product product) throws ModelFileException {
        String name = product.codebook().orElse(weight) + ".centroids";
        var known = codebooks.get(name);
        if (known == null) {
            boolean scaled = product.type() == DType.I8;
            float scale = scaled ? Numbers.get(part(name + ".scale"), DType.F32, 0) : 1;
            known = new Codebook(product.codebook(), product.block(), product.type(), part(name), scale);
            codebooks.put(name, known);
        } else if (!known.name().equals(product.codebook())) {
            throw new IllegalArgumentException("its codebook is another weight's own");
        }
        return known;
    }

    private AffineScales scales(String name, DType scale, DType zero) throws ModelFileException {
        return new AffineScales(Numbers.read(part(name + ".scale"), scale), Numbers.read(part(name + ".zero"), zero));
    }

    private void require(WeightScheme.Part part) throws ModelFileException {
        var tensor = file.tensor(part.name());
        if (tensor.dtype() != part.dtype() || !Arrays.equals(tensor.shape(), part.dimensions())) {
            throw new ModelFileException(
                    file.place(),
                    "tensor " + Quote.of(part.name()) + " is " + tensor.dtype() + Arrays.toString(tensor.shape())
                            + " where " + part.dtype() + part.shape() + " was expected");
        }
    }

    private MemorySegment part(String tensor) throws ModelFileException {
        var bytes = file.segment(tensor);
        used.add(tensor);
        return bytes;
    }

    /// Whatever is part of nothing else is a weight as it is, if it can be one.
    private void readDense() throws ModelFileException {
        for (var tensor : file.tensors()) {
            if (used.contains(tensor.name())) {
                continue;
            }
            var dtype = tensor.dtype();
            if (dtype != DType.F32 && dtype != DType.F16 && dtype != DType.BF16) {
                throw new ModelFileException(
                        file.place(),
                        "tensor " + Quote.of(tensor.name()) + " of type " + dtype
                                + " belongs to nothing that this Triad knows; a newer one may have written it");
            }
            try {
                var shape = WeightShape.of(tensor.shape());
                stored.put(tensor.name(), new DenseWeight(shape, dtype, part(tensor.name())));
            } catch (IllegalArgumentException e) {
                throw new ModelFileException(file.place(), "tensor " + Quote.of(tensor.name()) + ": " + e.getMessage());
            }
        }
    }

    private void readAliases(Map<String, Object> names) throws ModelFileException {
        for (var alias : names.entrySet()) {
            if (!(alias.getValue() instanceof String original) || !stored.containsKey(original)) {
                throw new ModelFileException(
                        file.place(),
                        "weight " + Quote.of(alias.getKey()) + " is to be " + Quote.of(String.valueOf(alias.getValue()))
                                + ", which is not there");
            }
            if (stored.containsKey(alias.getKey())) {
                throw new ModelFileException(
                        file.place(), "weight " + Quote.of(alias.getKey()) + " is stored and an alias");
            }
            aliases.put(alias.getKey(), original);
        }
    }

    /// How errors call the file.
    public String place() {
        return file.place();
    }

    /// What it says beside its weights.
    public ModelDescription description() {
        return description;
    }

    /// Its tokenizer, if it has one; unpacked at each call.
    ///
    /// @throws ModelFileException when it is damaged
    public Optional<Tokenizer> tokenizer() throws ModelFileException {
        return tokenizer.isPresent() ? Optional.of(tokenizer.get().unpack(file.place())) : Optional.empty();
    }

    /// The weight of a name, which may be an alias.
    ///
    /// @throws ModelFileException when there is none
    public PackedWeight weight(String name) throws ModelFileException {
        @Nullable PackedWeight weight = stored.get(aliases.getOrDefault(name, name));
        if (weight == null) {
            throw new ModelFileException(file.place(), "has no weight " + Quote.of(name));
        }
        return weight;
    }

    /// Everything, as it can be written again.
    public PackedContent content() {
        return new PackedContent(description, tokenizer, new LinkedHashMap<>(stored), aliases);
    }

    /// Unmaps the file.
    @Override
    public void close() {
        file.close();
    }
}
