// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.model.DType;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.packed.DenseWeight;
import dev.triad.core.model.packed.ModelDescription;
import dev.triad.core.model.packed.PackedContent;
import dev.triad.core.model.packed.PackedModelWriter;
import dev.triad.core.model.packed.PackedTokenizer;
import dev.triad.core.model.packed.PackedWeight;
import dev.triad.core.model.packed.WeightShape;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedModelDirectoryTest {
    @TempDir
    Path folder;

    private Path packed(boolean tokenizer) throws IOException {
        var weights = new TreeMap<String, PackedWeight>();
        weights.put("norm.weight", DenseWeight.of(WeightShape.of(2), DType.F16, new float[] {1, 0.5F}));
        var description = new ModelDescription(
                "electra", List.of("no", "yes"), Map.of("config.json", "{}", "task.json", "{\"a\":1}"), Map.of());
        var words = new WordPieceTokenizer(
                Vocabulary.bert(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good")),
                WordPieceOptions.UNCASED);
        var content = new PackedContent(
                description,
                tokenizer ? Optional.of(PackedTokenizer.of(words)) : Optional.empty(),
                weights,
                Map.of("tied.weight", "norm.weight"));
        var file = folder.resolve("model.safetensors");
        PackedModelWriter.write(file, content);
        return file;
    }

    @Test
    void aPackedModelHasItsConfigurationItsFilesAndItsTokenizerInside() throws IOException {
        for (var path : List.of(packed(true), folder)) {
            var model = ModelDirectory.of(path);
            assertThat(model.packed()).map(ModelDescription::labels).contains(List.of("no", "yes"));
            assertThat(model.text("task.json")).contains("{\"a\":1}");
            assertThat(model.text("questions.json")).isEmpty();
            assertThat(model.tokenizer())
                    .map(loaded -> loaded.tokenizer().vocabulary().token(5))
                    .contains("good");
        }
    }

    @Test
    void itsTensorsAreThoseOfAnOrdinaryCheckpoint() throws IOException {
        try (var tensors = ModelDirectory.of(packed(false)).openTensors()) {
            assertThat(tensors.floats("norm.weight")).containsExactly(1, 0.5F);
            assertThat(tensors.floats("tied.weight")).containsExactly(1, 0.5F);
            assertThat(tensors.tensor("norm.weight").dtype()).isEqualTo(DType.F32);
        }
    }

    @Test
    void aTokenizerBesideAPackedModelIsTakenWhereNoneIsInside() throws IOException {
        var model = ModelDirectory.of(packed(false));
        assertThat(model.tokenizer()).isEmpty();
        Files.writeString(folder.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nbad\n");
        assertThat(model.tokenizer())
                .map(loaded -> loaded.tokenizer().vocabulary().token(5))
                .contains("bad");
    }

    @Test
    void anOrdinaryModelIsNotPacked() throws IOException {
        packed(false);
        var plain = folder.resolve("plain");
        Files.createDirectories(plain);
        try (var writer = dev.triad.core.model.SafetensorsWriter.create(
                plain.resolve("model.safetensors"),
                dev.triad.core.model.SafetensorsHeader.builder().build())) {
            writer.commit();
        }
        Files.writeString(plain.resolve("task.json"), "beside");
        var model = ModelDirectory.of(plain);
        assertThat(model.packed()).isEmpty();
        assertThat(model.tokenizer()).isEmpty();
        assertThat(model.text("task.json")).contains("beside");
    }

    @Test
    void aDamagedPackedModelIsNamed() throws IOException {
        var file = packed(true);
        var bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
        assertThatThrownBy(() -> ModelDirectory.of(file).packed())
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith(file + ": ");
    }
}
