// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.file.Json;
import dev.triad.core.model.packed.PackedModel;
import dev.triad.core.model.packed.PackedModelWriter;
import dev.triad.quant.pack.PackedOutputs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Packed models of today are read tomorrow: see [FrozenModel].
class FrozenModelTest {
    @TempDir
    Path folder;

    private Path file = Path.of("");
    private Map<String, Object> then = Map.of();
    private Map<String, Object> now = Map.of();

    @BeforeEach
    void open() throws IOException {
        file = folder.resolve(FrozenModel.FILE);
        Files.write(file, resource(FrozenModel.FILE));
        then = Json.parse(resource(FrozenModel.MEANING));
        now = Json.parse(Json.render(FrozenModel.meaning(file)));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = FrozenModelTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    @Test
    void everyWeightIsWhatItWasToTheLastBit() {
        assertThat(now.get("weights")).isEqualTo(then.get("weights"));
        assertThat(now.get("aliases")).isEqualTo(then.get("aliases"));
        assertThat(String.valueOf(then.get("weights")))
                .contains("blocks of 16, row scales", "16 centroids, shared", "int8 centroids, shared")
                .contains("int4 per group of 32", "int4 per row", "int8 per row,", "int8 per tensor, int8 outputs")
                .contains("f32,", "f16,", "bf16,");
        assertThat(String.valueOf(then.get("aliases"))).contains("layer.2.attention.output.dense.weight");
    }

    @Test
    void answersAreWhatTheyWere() throws IOException {
        compare("logits", 1e-4);
        try (var packed = PackedModel.open(file)) {
            var grid = Objects.requireNonNull(PackedOutputs.of(packed.content()).get("classifier.out_proj.weight"));
            compare("logits_of_rounded_outputs", 2.01 * grid.scale()); // a step to either side
        }
        assertThat(now.get("logits_of_rounded_outputs")).isNotEqualTo(now.get("logits"));
    }

    private void compare(String name, double tolerance) {
        var before = (List<?>) Objects.requireNonNull(then.get(name));
        var after = (List<?>) Objects.requireNonNull(now.get(name));
        assertThat(after).hasSameSizeAs(before).hasSize(4);
        for (int i = 0; i < before.size(); i++) {
            assertThat(((Number) after.get(i)).doubleValue())
                    .isCloseTo(((Number) before.get(i)).doubleValue(), within(tolerance));
        }
    }

    @Test
    void writingItAgainGivesTheSameBytes() throws IOException {
        var again = folder.resolve("again.safetensors");
        try (var packed = PackedModel.open(file)) {
            PackedModelWriter.write(again, packed.content());
        }
        assertThat(again).hasSameBinaryContentAs(file);
    }
}
