// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.pack;

import dev.triad.quant.weight.WeightRows;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import dev.triad.torch.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Product codes that a weight was trained with. They lie beside the weights in [#NAME], because not all of it
/// can be seen in the weights: what rows were scaled by.
///
/// @param block d, weights in a block
/// @param centroids K rows of d
/// @param codes per block, in the order of the rows, the number of its centroid
/// @param rowScales what each decoded row is multiplied by; empty if nothing
@SuppressWarnings("ArrayRecordComponent") // for the packer: not copied, and by contract not written to
public record KnownCodes(int block, float[] centroids, byte[] codes, Optional<float[]> rowScales) {
    /// The file's name in a model's folder.
    public static final String NAME = "codes.safetensors";

    /// @throws IllegalArgumentException when a code is that of no centroid
    public KnownCodes {
        if (block < 1 || centroids.length % block != 0) {
            throw new IllegalArgumentException(centroids.length + " numbers are no centroids of " + block);
        }
        for (byte code : codes) {
            if ((code & 0xFF) >= centroids.length / block) {
                throw new IllegalArgumentException(
                        "there is a code " + (code & 0xFF) + ", but " + centroids.length / block + " centroids");
            }
        }
    }

    /// Whether these are the codes of a weight as it is, to the last bit.
    public boolean decodeTo(WeightRows weight) {
        if ((long) codes.length * block != weight.count() || weight.columns() % block != 0) return false;
        if (rowScales.isPresent() && rowScales.get().length != weight.rows()) return false;
        var row = new float[weight.columns()];
        int blocks = weight.columns() / block;
        for (int r = 0; r < weight.rows(); r++) {
            weight.read((long) r * row.length, row, row.length);
            float scale = rowScales.isPresent() ? rowScales.get()[r] : 1;
            for (int b = 0; b < blocks; b++) {
                int from = (codes[r * blocks + b] & 0xFF) * block;
                for (int i = 0; i < block; i++) {
                    if (centroids[from + i] * scale != row[b * block + i]) return false;
                }
            }
        }
        return true;
    }

    /// Writes the codes of weights, by name.
    public static void write(Path file, Map<String, KnownCodes> known) throws IOException {
        try (var _ = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            known.forEach((name, each) -> {
                var wide = new int[each.codes.length];
                for (int i = 0; i < wide.length; i++) wide[i] = each.codes[i] & 0xFF;
                tensors.put(name + ".codes", Tensors.of(wide).to(DType.U8));
                tensors.put(
                        name + ".centroids",
                        Tensors.of(each.centroids, each.centroids.length / each.block, each.block));
                each.rowScales.ifPresent(scales -> tensors.put(name + ".row_scale", Tensors.of(scales)));
            });
            TensorFile.write(file, Map.of(), tensors);
        }
    }

    /// Reads what lies beside a model's weights: nothing where there is no such file.
    ///
    /// @param folder the model's
    /// @throws IOException when the file is damaged
    public static SequencedMap<String, KnownCodes> beside(Path folder) throws IOException {
        var file = folder.resolve(NAME);
        return Files.isRegularFile(file) ? read(file) : new LinkedHashMap<>();
    }

    private static SequencedMap<String, KnownCodes> read(Path file) throws IOException {
        var known = new LinkedHashMap<String, KnownCodes>();
        try (var _ = Scope.open();
                var opened = TensorFile.open(file)) {
            var tensors = opened.tensors();
            for (var entry : tensors.entrySet()) {
                if (!entry.getKey().endsWith(".codes")) continue;
                String name = entry.getKey().substring(0, entry.getKey().length() - ".codes".length());
                var centroids = tensors.get(name + ".centroids");
                if (centroids == null || centroids.rank() != 2)
                    throw new IOException(file + " has no centroids of " + name);
                var scales = tensors.get(name + ".row_scale");
                var wide = entry.getValue().toInts();
                var codes = new byte[wide.length];
                for (int i = 0; i < codes.length; i++) codes[i] = (byte) wide[i];
                known.put(
                        name,
                        new KnownCodes(
                                Math.toIntExact(centroids.size(1)),
                                centroids.toFloats(),
                                codes,
                                Optional.ofNullable(scales).map(Tensor::toFloats)));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        return known;
    }

    /// Whether two weights were trained with one codebook.
    boolean sharesCentroids(KnownCodes other) {
        return block == other.block && Arrays.equals(centroids, other.centroids);
    }
}
