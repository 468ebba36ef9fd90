// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
    @TempDir
    Path folder;

    private static SafetensorsHeader twoTensors() {
        return SafetensorsHeader.builder()
                .metadata("b", "2")
                .metadata("a", "1")
                .tensor("x", DType.F32, 2)
                .tensor("y", DType.U8, 3)
                .build();
    }

    private void writeTwoTensors(Path path) throws IOException {
        try (var writer = SafetensorsWriter.create(path, twoTensors())) {
            writer.write("y", new byte[] {1, 2, 3});
            writer.write("x", new float[] {1, -1});
            writer.commit();
        }
    }

    @Test
    void theBytesAreThoseOfTheFormat() throws IOException {
        var path = folder.resolve("model.safetensors");
        writeTwoTensors(path);
        byte[] bytes = Files.readAllBytes(path);
        String json = "{\"__metadata__\":{\"a\":\"1\",\"b\":\"2\"},"
                + "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"y\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[8,11]}}";
        int padded = (json.length() + 7) / 8 * 8;
        assertThat(bytes).hasSize(8 + padded + 11);
        assertThat(bytes)
                .startsWith((byte) padded, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        assertThat(new String(bytes, 8, padded, StandardCharsets.UTF_8))
                .isEqualTo(json + " ".repeat(padded - json.length()));
        assertThat(bytes)
                .endsWith(
                        (byte) 0,
                        (byte) 0,
                        (byte) 0x80,
                        (byte) 0x3F,
                        (byte) 0,
                        (byte) 0,
                        (byte) 0x80,
                        (byte) 0xBF,
                        (byte) 1,
                        (byte) 2,
                        (byte) 3);
    }

    @Test
    void theSamePlanAndDataGiveTheSameBytes() throws IOException {
        writeTwoTensors(folder.resolve("one.safetensors"));
        writeTwoTensors(folder.resolve("two.safetensors"));
        assertThat(Files.mismatch(folder.resolve("one.safetensors"), folder.resolve("two.safetensors")))
                .isEqualTo(-1);
    }

    @Test
    void anExistingFileStaysUntilTheNewOneIsComplete() throws IOException {
        var path = Files.writeString(folder.resolve("model.safetensors"), "old");
        try (var writer = SafetensorsWriter.create(path, twoTensors())) {
            writer.write("x", new float[] {1, 2});
            assertThat(path).hasContent("old");
            assertThatThrownBy(writer::commit)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("tensor 'y' has 0 of its 3 bytes");
        }
        assertThat(folder).isDirectoryContaining(p -> p.equals(path));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
        assertThat(path).hasContent("old");
        writeTwoTensors(path);
        try (var file = SafetensorsFile.open(path)) {
            assertThat(file.floats("x")).containsExactly(1, -1);
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void twoWritersOfOneNameDoNotDisturbEachOther() throws IOException {
        var path = folder.resolve("model.safetensors");
        try (var slow = SafetensorsWriter.create(path, twoTensors())) {
            slow.write("x", new float[] {5, 6});
            writeTwoTensors(path);
            slow.write("y", new byte[] {7, 8, 9});
            slow.commit();
        }
        try (var file = SafetensorsFile.open(path)) {
            assertThat(file.floats("x")).containsExactly(5, 6);
            assertThat(file.ints("y")).containsExactly(7, 8, 9);
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void piecesFromHeapAndNativeMemoryAreAppended() throws IOException {
        int count = 1_300_001;
        var numbers = new float[count];
        var random = new Random(3);
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat();
        }
        var path = folder.resolve("model.safetensors");
        var header = SafetensorsHeader.builder()
                .tensor("array", DType.F32, count)
                .tensor("half", DType.BF16, count)
                .tensor("heap", DType.F32, count)
                .tensor("native", DType.F32, count)
                .build();
        try (var arena = Arena.ofConfined();
                var writer = SafetensorsWriter.create(path, header)) {
            var memory = arena.allocate(4L * count + 1, 4).asSlice(1);
            memory.copyFrom(MemorySegment.ofArray(numbers));
            writer.write("native", memory.asSlice(0, 1_000_003));
            writer.write("heap", MemorySegment.ofArray(numbers).asSlice(0, 4_000_000));
            writer.write("native", memory.asSlice(1_000_003));
            writer.write("array", java.util.Arrays.copyOf(numbers, 7));
            writer.write("half", numbers);
            writer.write("array", java.util.Arrays.copyOfRange(numbers, 7, count));
            writer.write("heap", MemorySegment.ofArray(numbers).asSlice(4_000_000));
            writer.commit();
        }
        assertThat(Files.size(path)).isEqualTo(header.fileSize());
        try (var file = SafetensorsFile.open(path)) {
            assertThat(file.floats("array")).isEqualTo(numbers);
            assertThat(file.floats("heap")).isEqualTo(numbers);
            assertThat(file.floats("native")).isEqualTo(numbers);
            float[] half = file.floats("half");
            for (int i = 0; i < count; i++) {
                if (half[i] != Bfloat16.toFloat(Bfloat16.fromFloat(numbers[i]))) {
                    assertThat(half[i]).as("element %d", i).isEqualTo(numbers[i]);
                }
            }
        }
    }

    @Test
    void wrongUseIsRefusedWithTheTensorsName() throws IOException {
        var path = folder.resolve("model.safetensors");
        try (var writer = SafetensorsWriter.create(path, twoTensors())) {
            assertThatThrownBy(() -> writer.write("z", new byte[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(path + ": tensor 'z' was not declared in the header");
            assertThatThrownBy(() -> writer.write("y", new byte[4]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("tensor 'y' has 3 bytes; 4 more after 0 are too many");
            assertThatThrownBy(() -> writer.write("y", new float[1])).hasMessageContaining("declared U8");
            assertThatThrownBy(() -> writer.write("x", new int[1])).hasMessageContaining("declared F32");
            assertThatThrownBy(() -> writer.write("x", new long[1])).hasMessageContaining("declared F32");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void foldersThatCannotTakeTheFileAreNamed() {
        var path = folder.resolve("missing").resolve("model.safetensors");
        assertThatThrownBy(() -> SafetensorsWriter.create(path, twoTensors()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the folder " + folder.resolve("missing") + " does not exist");
        assertThatThrownBy(() -> SafetensorsWriter.create(folder, twoTensors()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a folder");
    }
}
