// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triad.core.model.DType;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.SafetensorsHeader;
import dev.triad.core.model.SafetensorsWriter;
import dev.triad.core.model.TensorInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShardedCheckpointTest {
    @TempDir
    Path folder;

    @Test
    void tensorsOfAllFilesAreOneModel() throws IOException {
        shard("a.safetensors", "embeddings", 1, "layer.0", 2);
        shard("b.safetensors", "layer.1", 3);
        var index = index("""
                {"metadata": {"total_size": 12, "made": {"by": 1}},
                 "weight_map": {"layer.1": "b.safetensors", "embeddings": "a.safetensors", "layer.0": "a.safetensors"}}
                """);
        try (var model = ShardedCheckpoint.open(index)) {
            assertThat(model.tensors().stream().map(TensorInfo::name))
                    .containsExactly("layer.1", "embeddings", "layer.0");
            assertThat(model.floats("embeddings")).containsExactly(1);
            assertThat(model.floats("layer.1")).containsExactly(3);
            assertThat(model.tensor("layer.0").shape()).containsExactly(1);
            assertThat(model.metadata()).containsOnlyKeys("total_size").containsEntry("total_size", "12");
            assertThat(model.place()).isEqualTo(index.toString());
            assertRefused(() -> model.segment("layer.2"), "has no tensor 'layer.2'");
        }
    }

    @Test
    void aTensorThatTheIndexForgotBelongsToTheModel() throws IOException {
        shard("a.safetensors", "x", 1, "y", 2);
        try (var model = ShardedCheckpoint.open(index("{\"weight_map\": {\"x\": \"a.safetensors\"}}"))) {
            assertThat(model.floats("y")).containsExactly(2);
        }
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        var index = index("{\"weight_map\": {\"x\": \"a.safetensors\"}}");
        assertRefused(() -> ShardedCheckpoint.open(index), "a.safetensors: there is no such file");
    }

    @Test
    void aTensorThatIsNotWhereTheIndexPutsItIsNamed() throws IOException {
        shard("a.safetensors", "x", 1);
        shard("b.safetensors", "y", 1);
        var index = index(
                "{\"weight_map\": {\"x\": \"a.safetensors\", \"y\": \"a.safetensors\", \"z\": \"b.safetensors\"}}");
        assertRefused(() -> ShardedCheckpoint.open(index), "puts tensor 'y' into", "a.safetensors, where it is not");
    }

    @Test
    void aTensorInTwoFilesIsNamed() throws IOException {
        shard("a.safetensors", "x", 1);
        shard("b.safetensors", "y", 1, "x", 2);
        var index = index("{\"weight_map\": {\"x\": \"a.safetensors\", \"y\": \"b.safetensors\"}}");
        assertRefused(
                () -> ShardedCheckpoint.open(index),
                "tensor 'x' is in two files, ",
                "a.safetensors and ",
                "b.safetensors");
    }

    @Test
    void filesElsewhereAreRefused() throws IOException {
        for (String file : new String[] {
            "\"../x.safetensors\"",
            "\"/etc/x.safetensors\"",
            "\"a\\\\x.safetensors\"",
            "\"C:x.safetensors\"",
            "\"..\"",
            "\"x.exe\"",
            "\".hidden.bin\"",
            "\"a\\u0000.bin\"",
            "7",
            "null"
        }) {
            var index = index("{\"weight_map\": {\"x\": " + file + "}}");
            assertRefused(
                    () -> ShardedCheckpoint.open(index),
                    "puts tensor 'x' into",
                    "where the name of a file beside it was expected");
        }
    }

    @Test
    void anIndexWithoutMapIsRefused() throws IOException {
        for (String text : new String[] {"{}", "{\"weight_map\": {}}", "{\"weight_map\": [1]}"}) {
            var index = index(text);
            assertRefused(() -> ShardedCheckpoint.open(index), "has no weight_map");
        }
    }

    private Path index(String text) throws IOException {
        return Files.writeString(folder.resolve("model.safetensors.index.json"), text);
    }

    /// A file of tensors with one number each: name, number, name, number, ….
    private void shard(String file, Object... tensors) throws IOException {
        var header = SafetensorsHeader.builder();
        for (int i = 0; i < tensors.length; i += 2) {
            header.tensor((String) tensors[i], DType.F32, 1);
        }
        try (var writer = SafetensorsWriter.create(folder.resolve(file), header.build())) {
            for (int i = 0; i < tensors.length; i += 2) {
                writer.write((String) tensors[i], new float[] {(Integer) tensors[i + 1]});
            }
            writer.commit();
        }
    }

    private static void assertRefused(Opening opening, String... words) {
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(opening::open)
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }

    private interface Opening {
        void open() throws IOException;
    }
}
