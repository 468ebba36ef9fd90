// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void bytesOfEveryTypeSurviveTheRoundTrip(DType dtype) throws IOException {
        var path = folder.resolve("model.safetensors");
        var header = SafetensorsHeader.builder()
                .metadata("type", dtype.name())
                .tensor("matrix", dtype, 3, 8)
                .tensor("none", dtype, 0)
                .tensor("row", dtype, 16)
                .build();
        var random = new Random(dtype.name().hashCode());
        var matrix = new byte[(int) dtype.byteLength(3, 8)];
        var row = new byte[(int) dtype.byteLength(16)];
        random.nextBytes(matrix);
        random.nextBytes(row);
        try (var writer = SafetensorsWriter.create(path, header)) {
            writer.write("row", row);
            writer.write("matrix", matrix);
            writer.commit();
        }
        assertThat(Files.size(path)).isEqualTo(header.fileSize());
        try (var file = SafetensorsFile.open(path)) {
            assertThat(file.metadata()).containsEntry("type", dtype.name());
            assertThat(file.tensors()).isEqualTo(header.tensors());
            assertThat(file.tensor("matrix").shape()).containsExactly(3, 8);
            assertThat(file.bytes("matrix")).isEqualTo(matrix);
            assertThat(file.bytes("row")).isEqualTo(row);
            assertThat(file.bytes("none")).isEmpty();
        }
    }

    /// One odd byte in front puts every tensor on an odd address, and so does a file that starts on one.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void unalignedTensorsAreReadCorrectly(int misalignment) throws IOException {
        var header = SafetensorsHeader.builder()
                .tensor("odd", DType.U8, 1)
                .tensor("f64", DType.F64, 2)
                .tensor("f32", DType.F32, 3)
                .tensor("f16", DType.F16, 2)
                .tensor("bf16", DType.BF16, 3)
                .tensor("i64", DType.I64, 2)
                .tensor("i32", DType.I32, 2)
                .inDeclaredOrder()
                .build();
        var path = folder.resolve("unaligned.safetensors");
        try (var writer = SafetensorsWriter.create(path, header)) {
            writer.write("odd", new byte[] {7});
            writer.write("f64", new float[] {1.5f, -2});
            writer.write("f32", new float[] {0.1f, Float.NEGATIVE_INFINITY, -0f});
            writer.write("f16", new float[] {0.33325195f, 65504});
            writer.write("bf16", new float[] {3.140625f, 1e30f, -1});
            writer.write("i64", new long[] {Long.MIN_VALUE, 5});
            writer.write("i32", new int[] {Integer.MIN_VALUE, 6});
            writer.commit();
        }
        byte[] content = Files.readAllBytes(path);
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocate(content.length + misalignment, 64).asSlice(misalignment);
            bytes.copyFrom(MemorySegment.ofArray(content));
            var file = SafetensorsFile.of("unaligned", bytes);
            assertThat(file.segment("f64").address() % 8).isNotZero();
            assertThat(file.ints("odd")).containsExactly(7);
            assertThat(file.floats("f64")).containsExactly(1.5f, -2);
            assertThat(file.floats("f32")).containsExactly(0.1f, Float.NEGATIVE_INFINITY, -0f);
            assertThat(file.floats("f16")).containsExactly(0.33325195f, 65504);
            assertThat(file.floats("bf16")).containsExactly(3.140625f, Bfloat16.toFloat(Bfloat16.fromFloat(1e30f)), -1);
            assertThat(file.longs("i64")).containsExactly(Long.MIN_VALUE, 5);
            assertThat(file.ints("i32")).containsExactly(Integer.MIN_VALUE, 6);
        }
    }

    @Test
    void wholeNumbersOfEveryWidthAreRead() throws IOException {
        var builder = SafetensorsHeader.builder();
        for (var dtype : new DType[] {
            DType.BOOL, DType.U8, DType.I8, DType.U16, DType.I16, DType.U32, DType.I32, DType.U64, DType.I64
        }) {
            builder.tensor(dtype.name(), dtype, 2);
        }
        var header = builder.build();
        var content = new byte[Math.toIntExact(header.fileSize())];
        System.arraycopy(header.encode(), 0, content, 0, Math.toIntExact(header.dataStart()));
        for (var tensor : header.tensors()) {
            // Element 0 is 1; element 1 has all bits set.
            int width = tensor.dtype().bits() / 8;
            content[(int) tensor.byteOffset()] = 1;
            java.util.Arrays.fill(content, (int) tensor.byteOffset() + width, (int) tensor.byteEnd(), (byte) -1);
        }
        var file = SafetensorsFile.of("numbers", MemorySegment.ofArray(content));
        assertThat(file.ints("BOOL")).containsExactly(1, 255);
        assertThat(file.ints("U8")).containsExactly(1, 255);
        assertThat(file.ints("I8")).containsExactly(1, -1);
        assertThat(file.ints("U16")).containsExactly(1, 65535);
        assertThat(file.ints("I16")).containsExactly(1, -1);
        assertThat(file.ints("I32")).containsExactly(1, -1);
        assertThat(file.ints("I64")).containsExactly(1, -1);
        assertThat(file.longs("U8")).containsExactly(1, 255);
        assertThat(file.longs("U32")).containsExactly(1, 4294967295L);
        assertThat(file.longs("I64")).containsExactly(1, -1);
        assertThatThrownBy(() -> file.ints("U32"))
                .isInstanceOf(ModelFileException.class)
                .hasMessage(
                        "numbers: tensor 'U32' of type U32 holds 4294967295 at element 1, which does not fit 32 bits");
        assertThatThrownBy(() -> file.longs("U64"))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("18446744073709551615 at element 1");
    }

    @Test
    void tensorsOfOtherTypesAreRefusedByName() throws IOException {
        var header = SafetensorsHeader.builder()
                .tensor("w", DType.F8_E4M3, 4)
                .tensor("x", DType.F32, 1)
                .build();
        var content = java.util.Arrays.copyOf(header.encode(), Math.toIntExact(header.fileSize()));
        var file = SafetensorsFile.of("model", MemorySegment.ofArray(content));
        assertThatThrownBy(() -> file.floats("w"))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("model: tensor 'w' of type F8_E4M3 cannot be read as floats");
        assertThatThrownBy(() -> file.ints("x")).hasMessageContaining("cannot be read as whole numbers");
        assertThatThrownBy(() -> file.longs("x")).hasMessageContaining("cannot be read as whole numbers");
        assertThatThrownBy(() -> file.segment("y"))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("model: has no tensor 'y'");
    }

    @Test
    void mappedTensorsAreReadOnlyAndEndWithTheFile() throws IOException {
        var path = folder.resolve("model.safetensors");
        var header = SafetensorsHeader.builder().tensor("w", DType.U8, 4).build();
        try (var writer = SafetensorsWriter.create(path, header)) {
            writer.write("w", new byte[] {1, 2, 3, 4});
            writer.commit();
        }
        var file = SafetensorsFile.open(path);
        var segment = file.segment("w");
        assertThat(segment.isReadOnly()).isTrue();
        assertThat(segment.byteSize()).isEqualTo(4);
        file.close();
        assertThatThrownBy(() -> segment.asByteBuffer().get(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void pathsThatHoldNoFileAreRefusedInOneSentence() throws IOException {
        var missing = folder.resolve("missing.safetensors");
        assertThatThrownBy(() -> SafetensorsFile.open(missing))
                .isInstanceOf(ModelFileException.class)
                .hasMessage(missing + ": there is no such file");
        assertThatThrownBy(() -> SafetensorsFile.open(folder)).hasMessageContaining("is a folder");
        var empty = Files.createFile(folder.resolve("empty.safetensors"));
        assertThatThrownBy(() -> SafetensorsFile.open(empty))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("is 0 bytes long");
    }

    /// Holes take no room on the disk where the file system knows them.
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void tensorsBeyondFourGigabytesAreFound() throws IOException {
        var header = SafetensorsHeader.builder()
                .tensor("long", DType.U8, 5_000_000_000L)
                .tensor("last", DType.I8, 2)
                .inDeclaredOrder()
                .build();
        var path = folder.resolve("big.safetensors");
        try (var raw = new RandomAccessFile(path.toFile(), "rw")) {
            raw.write(header.encode());
            raw.seek(header.fileSize() - 2);
            raw.write(new byte[] {42, -42});
        }
        try (var file = SafetensorsFile.open(path)) {
            assertThat(file.ints("last")).containsExactly(42, -42);
            assertThat(file.segment("long").byteSize()).isEqualTo(5_000_000_000L);
            assertThatThrownBy(() -> file.ints("long")).hasMessageContaining("read it through segment()");
            assertThatThrownBy(() -> file.bytes("long")).hasMessageContaining("5000000000 bytes");
        }
    }
}
