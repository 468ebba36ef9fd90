// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.model.DType;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.model.SafetensorsHeader;
import dev.triad.core.model.SafetensorsWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedModelTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsReadIsWhatWasWritten(long seed) throws IOException {
        var content = new Samples(seed).content(Optional.of(Samples.wordPiece()));
        var file = folder.resolve("model.safetensors");
        PackedModelWriter.write(file, content);
        try (var model = PackedModel.open(file)) {
            assertThat(model.description()).isEqualTo(content.description());
            assertThat(model.content().weights().keySet())
                    .containsExactlyElementsOf(content.weights().keySet());
            for (var entry : content.weights().entrySet()) {
                var read = model.weight(entry.getKey());
                assertThat(read.shape()).isEqualTo(entry.getValue().shape());
                assertThat(read.scheme()).isEqualTo(entry.getValue().scheme());
                assertThat(read.decode())
                        .as(entry.getKey())
                        .containsExactly(entry.getValue().decode());
            }
            assertThat(model.weight("decoder.weight")).isSameAs(model.weight("words.weight"));
            assertThat(model.tokenizer()).isPresent();
        }
    }

    @Test
    void packingWhatWasUnpackedGivesTheSameBytes() throws IOException {
        var first = folder.resolve("first.safetensors");
        var second = folder.resolve("second.safetensors");
        PackedModelWriter.write(first, new Samples(4).content(Optional.of(Samples.byteLevel())));
        try (var model = PackedModel.open(first)) {
            PackedModelWriter.write(second, model.content());
        }
        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void theLayoutPredictsTheSizeOfTheFileAndOfItsParts() throws IOException {
        var content = new Samples(5).content(Optional.of(Samples.wordPiece()));
        var layout = content.layout();
        var file = folder.resolve("model.safetensors");
        PackedModelWriter.write(file, content);
        assertThat(Files.size(file)).isEqualTo(layout.fileSize());
        assertThat(layout.bytes().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(layout.fileSize());
        assertThat(layout.bytes())
                .containsEntry("codebook.query_key", 256 * 8 + 4L)
                .containsEntry("query.weight", 2 * 4 * 64L)
                .containsEntry("value.weight", 4 * 32 + 3 * 8L)
                .containsEntry("norm.weight", 14L);
    }

    @Test
    void anyToolOpensTheFile() throws IOException {
        var file = folder.resolve("model.safetensors");
        PackedModelWriter.write(file, new Samples(6).content(Optional.empty()));
        try (var plain = SafetensorsFile.open(file)) {
            assertThat(PackedModel.isPacked(plain.metadata())).isTrue();
            assertThat(plain.tensor("query.weight.codes").shape()).containsExactly(2, 4, 64);
            assertThat(plain.tensor("small.weight.codes").shape()).containsExactly(1, 2, 32);
            assertThat(plain.tensor("words.weight.codes").shape()).containsExactly(70, 2);
            assertThat(plain.tensor("odd.weight.codes").shape()).containsExactly(5, 2);
        }
    }

    @Test
    void rowsBeyondTheLastAreZeroInTiles() {
        var weight = new Samples(7)
                .product(
                        WeightShape.of(65, 16),
                        CodeLayout.TILES,
                        new Samples(7).codebook(Optional.empty(), 256, 8, DType.F16),
                        false);
        var codes = weight.codes();
        for (int block = 0; block < 2; block++) {
            var tile = codes.asSlice(64L * (2 + block), 64).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
            assertThat(java.util.Arrays.copyOfRange(tile, 1, 64)).containsOnly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 63, 64, 65, 200})
    void codesComeBackFromEitherLayout(int rows) {
        var samples = new Samples(rows);
        for (int size : new int[] {16, 256}) {
            for (var layout : CodeLayout.values()) {
                var codebook = samples.codebook(Optional.empty(), size, 4, DType.F16);
                var codes = samples.bytes(rows * 3L, size);
                var weight = ProductWeight.of(WeightShape.of(rows, 12), codes, layout, codebook, Optional.empty());
                for (int i = 0; i < codes.length; i++) {
                    assertThat(weight.code(i / 3, i % 3)).isEqualTo(codes[i] & 0xFF);
                }
            }
        }
    }

    @Test
    void theBytesOfInt8AndInt4AreThoseOfTheFormat() {
        var scales = new AffineScales(new float[] {0.5F, 2F}, new float[] {1, 3});
        var int8 = new Int8Weight(
                WeightShape.of(2, 2),
                MemorySegment.ofArray(new byte[] {-128, 127, 0, 3}),
                scales,
                true,
                Optional.empty());
        assertThat(int8.decode()).containsExactly(-64.5F, 63, -6, 0);
        var int4 = Int4Weight.of(WeightShape.of(2, 3), 0, new byte[] {1, 2, 15, 0, 3, 4}, scales);
        assertThat(int4.nibbles().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
                .containsExactly(0x21, 0x0F, 0x30, 0x04);
        assertThat(int4.decode()).containsExactly(0, 0.5F, 7, -6, 0, 2);
    }

    @Test
    void roundedCentroidsAreNotRoundedAgain() {
        var samples = new Samples(8);
        for (int i = 0; i < 200; i++) {
            var once = samples.codebook(Optional.empty(), 16, 4, DType.I8);
            var twice = Codebook.of(Optional.empty(), 4, DType.I8, once.centroids());
            assertThat(twice.sameAs(once)).isTrue();
        }
    }

    @Test
    void aPackedModelReadsLikeACheckpoint() throws IOException {
        var content = new Samples(9).content(Optional.empty());
        var file = folder.resolve("model.safetensors");
        PackedModelWriter.write(file, content);
        try (var dense = new DecodedTensors(PackedModel.open(file))) {
            assertThat(dense.tensors()).hasSize(content.weights().size() + 1);
            assertThat(dense.floats("decoder.weight")).containsExactly(dense.floats("words.weight"));
            assertThat(dense.floats("small.weight"))
                    .containsExactly(weight(content, "small.weight").decode());
            assertThat(dense.tensor("small.weight").shape()).containsExactly(3, 4, 2);
            assertThat(dense.segment("norm.bias").isNative()).isTrue();
        }
    }

    @Test
    void aCodebookOfOneNameIsOneCodebook() {
        var samples = new Samples(10);
        var weights = new TreeMap<String, PackedWeight>();
        for (String name : List.of("a", "b")) {
            var codebook = samples.codebook(Optional.of("shared"), 16, 4, DType.F16);
            weights.put(name, samples.product(WeightShape.of(4, 8), CodeLayout.ROWS, codebook, false));
        }
        assertThatThrownBy(() -> PackedModelWriter.write(folder.resolve("x"), plain(weights, Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weight 'b': there is another codebook of the name 'shared.centroids'");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void numbersBeyondSixteenBitsAreRefused() {
        assertThatThrownBy(() -> DenseWeight.of(WeightShape.of(2), DType.F16, new float[] {1, 70_000}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("70000.0 is too large for 16 bits");
    }

    @Test
    void whatIsNotUnderstoodIsRefusedByName() throws IOException {
        var tensors = Map.of("w.int8", DType.I8);
        refuses(
                "{\"encoded\":{\"w\":{\"scheme\":\"int9\",\"shape\":[2,2]}},\"aliases\":{}}",
                tensors,
                "weight 'w': is stored as 'int9', which this Triad does not know; a newer one may have written it");
        refuses(
                "{\"encoded\":{\"w\":{\"scheme\":\"int8\",\"shape\":[2,2],\"odd\":1}},\"aliases\":{}}",
                tensors,
                "weight 'w': has a key that this Triad does not know: \"odd\"");
        refuses(
                "{\"encoded\":{\"w\":{\"scheme\":\"int8\",\"shape\":[2,3]}},\"aliases\":{}}",
                tensors,
                "tensor 'w.int8' is I8[2, 2] where I8[2, 3] was expected");
        refuses(
                "{\"encoded\":{\"w\":{\"scheme\":\"int8\",\"shape\":[2,2]}},\"aliases\":{}}",
                tensors,
                "has no tensor 'w.scale'");
        refuses(
                "{\"encoded\":{},\"aliases\":{}}",
                tensors,
                "tensor 'w.int8' of type I8 belongs to nothing that this Triad knows; a newer one may have written it");
        refuses(
                "{\"encoded\":{},\"aliases\":{\"v\":\"u\"}}",
                Map.of("w", DType.F32),
                "weight 'v' is to be 'u', which is not there");
        refuses(
                "{\"encoded\":{\"w\":{\"scheme\":\"product\",\"shape\":[2,2],\"block\":3}},\"aliases\":{}}",
                tensors,
                "weight 'w': rows of 2 weights cannot be cut into blocks of 3");
    }

    private void refuses(String weights, Map<String, DType> tensors, String message) throws IOException {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("triad.version", "1");
        metadata.put("triad.model", "{\"family\":\"bert\",\"labels\":[],\"files\":{}}");
        metadata.put("triad.provenance", "{}");
        metadata.put("triad.weights", weights);
        var plan = SafetensorsHeader.builder().metadata(metadata);
        tensors.forEach((name, type) -> plan.tensor(name, type, 2, 2));
        var file = folder.resolve("odd.safetensors");
        var header = plan.build();
        try (var writer = SafetensorsWriter.create(file, header)) {
            for (var tensor : header.tensors()) {
                writer.write(tensor.name(), new byte[(int) tensor.byteLength()]);
            }
            writer.commit();
        }
        assertThatThrownBy(() -> PackedModel.open(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessage(file + ": " + message);
    }

    @Test
    void otherSafetensorsFilesAndOtherVersionsAreRefused() throws IOException {
        var file = folder.resolve("plain.safetensors");
        try (var writer =
                SafetensorsWriter.create(file, SafetensorsHeader.builder().build())) {
            writer.commit();
        }
        assertThatThrownBy(() -> PackedModel.open(file)).hasMessageContaining("is no packed model");
        var newer = SafetensorsHeader.builder().metadata("triad.version", "2").build();
        try (var writer = SafetensorsWriter.create(file, newer)) {
            writer.commit();
        }
        assertThatThrownBy(() -> PackedModel.open(file))
                .hasMessageContaining("is a packed model of version '2'; this Triad reads version 1");
    }

    private static PackedContent plain(Map<String, PackedWeight> weights, Map<String, String> aliases) {
        var description = new ModelDescription("bert", List.of(), Map.of(), Map.of());
        return new PackedContent(description, Optional.empty(), new TreeMap<>(weights), aliases);
    }

    private static PackedWeight weight(PackedContent content, String name) {
        var weight = content.weights().get(name);
        assertThat(weight).isNotNull();
        return weight;
    }
}
