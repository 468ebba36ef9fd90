// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triad.core.model.DType;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.TensorInfo;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reads what PyTorch 2.13 wrote (`make_checkpoints.py` beside the files), and what it would never write.
final class PickleCheckpointTest {
    private static final float[] COUNTED = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkpoint.pt",
                "checkpoint.protocol4.pt",
                "checkpoint.legacy.pt",
                "checkpoint.legacy4.pt",
                "checkpoint.deflated.pt",
                "checkpoint.zip64.pt"
            })
    void everyLayoutGivesTheTensorsThatWereSaved(String file) throws IOException {
        try (var checkpoint = PickleCheckpoint.open(copyOf(file), "model")) {
            assertThat(checkpoint.tensors().stream().map(TensorInfo::name))
                    .containsExactly(
                            "counted",
                            "transposed",
                            "inner",
                            "column",
                            "expanded",
                            "permuted",
                            "parameter",
                            "scalar",
                            "half",
                            "double",
                            "long",
                            "int",
                            "signed",
                            "bytes",
                            "truth",
                            "complex",
                            "empty");
            assertThat(checkpoint.floats("counted")).containsExactly(COUNTED);
            assertThat(checkpoint.tensor("transposed").shape()).containsExactly(4, 3);
            assertThat(checkpoint.floats("transposed")).containsExactly(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11);
            assertThat(checkpoint.floats("inner")).containsExactly(5, 6, 9, 10);
            assertThat(checkpoint.floats("column")).containsExactly(2, 6, 10);
            assertThat(checkpoint.floats("expanded")).containsExactly(5, 5, 5, 5, 5, 5);
            assertThat(checkpoint.ints("permuted"))
                    .containsExactly(
                            0, 4, 8, 12, 16, 20, 1, 5, 9, 13, 17, 21, 2, 6, 10, 14, 18, 22, 3, 7, 11, 15, 19, 23);
            assertThat(checkpoint.floats("parameter")).containsExactly(COUNTED);
            assertThat(checkpoint.tensor("scalar").shape()).isEmpty();
            assertThat(checkpoint.tensor("scalar").dtype()).isEqualTo(DType.BF16);
            assertThat(checkpoint.floats("scalar")).containsExactly(3.5f);
            assertThat(checkpoint.floats("half")).containsExactly(0.5f, -2);
            assertThat(checkpoint.tensor("double").dtype()).isEqualTo(DType.F64);
            assertThat(checkpoint.floats("double")).containsExactly(0.1f);
            assertThat(checkpoint.longs("long")).containsExactly(-(1L << 40), 7);
            assertThat(checkpoint.ints("int")).containsExactly(-3, 1 << 30);
            assertThat(checkpoint.ints("signed")).containsExactly(-128, 127);
            assertThat(checkpoint.ints("bytes")).containsExactly(0, 255);
            assertThat(checkpoint.ints("truth")).containsExactly(1, 0, 1);
            assertThat(checkpoint.segment("complex").get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4))
                    .isEqualTo(2);
            assertThat(checkpoint.tensor("empty").shape()).containsExactly(0, 3);
            assertThat(checkpoint.bytes("empty")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint.pt", "checkpoint.legacy.pt"})
    void plainValuesAreMetadataUnderTheirDottedNames(String file) throws IOException {
        try (var checkpoint = PickleCheckpoint.open(copyOf(file), "model")) {
            assertThat(checkpoint.metadata())
                    .containsEntry("step", "7")
                    .containsEntry("hps.width", "1099511627776")
                    .containsEntry("hps.name", "tiny")
                    .containsEntry("hps.rates.0", "0.5")
                    .containsEntry("hps.on", "true")
                    .containsEntry("hps.3", "three")
                    .containsEntry("size.1", "4")
                    .doesNotContainKey("hps.none");
        }
    }

    @Test
    void withoutADictionaryAllTensorsKeepTheirWholeNames() throws IOException {
        try (var checkpoint = PickleCheckpoint.open(copyOf("checkpoint.pt"))) {
            assertThat(checkpoint.floats("model.column")).containsExactly(2, 6, 10);
        }
    }

    @Test
    void theModelIsFoundInATrainingProgramsState() throws IOException {
        try (var state = PickleCheckpoint.openModel(copyOf("checkpoint.pt"));
                var model = PickleCheckpoint.open(folder.resolve("checkpoint.pt"), "model");
                var plain = PickleCheckpoint.openModel(copyOf("typed.pt"))) {
            assertThat(state.tensors()).isEqualTo(model.tensors());
            assertThat(plain.tensor("float8").dtype()).isEqualTo(DType.F8_E4M3);
        }
    }

    @Test
    void youngTypesAreReadThroughStoragesWithoutType() throws IOException {
        try (var checkpoint = PickleCheckpoint.open(copyOf("typed.pt"))) {
            assertThat(checkpoint.tensor("float8").dtype()).isEqualTo(DType.F8_E4M3);
            assertThat(checkpoint.bytes("float8")).containsExactly(0x30, 0xfe);
            assertThat(checkpoint.tensor("words").shape()).containsExactly(1, 2);
            assertThat(checkpoint.ints("words")).containsExactly(1, 65535);
        }
    }

    @Test
    void tensorsLieInTheMappedFileWhereTheirInfoSays() throws IOException {
        var path = copyOf("checkpoint.pt");
        byte[] file = Files.readAllBytes(path);
        try (var checkpoint = PickleCheckpoint.open(path, "model")) {
            long offset = checkpoint.tensor("counted").byteOffset();
            assertThat(MemorySegment.ofArray(file).asSlice(offset, 48).mismatch(checkpoint.segment("counted")))
                    .isEqualTo(-1);
            assertThat(checkpoint.segment("counted").isMapped()).isTrue();
            assertThat(checkpoint.segment("inner").isMapped()).isFalse();
            assertThat(checkpoint.segment("inner").isReadOnly()).isTrue();
            assertThat(checkpoint.segment("inner").address())
                    .as("one copy, which lives until the checkpoint is closed")
                    .isEqualTo(checkpoint.segment("inner").address());
            assertThat(checkpoint.tensor("inner").byteOffset()).isEqualTo(offset + 5 * 4);
            assertThat(checkpoint.tensor("parameter").byteOffset()).isEqualTo(offset);
        }
    }

    @Test
    void nothingIsReadAfterClosing() throws IOException {
        var checkpoint = PickleCheckpoint.open(copyOf("checkpoint.deflated.pt"), "model");
        var segments = List.of(checkpoint.segment("counted"), checkpoint.segment("inner"));
        checkpoint.close();
        for (var segment : segments) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0));
        }
    }

    @Test
    void aFileThatIsNotThereOrNoCheckpointIsNamed() throws IOException {
        var text = Files.writeString(folder.resolve("readme.md"), "# no model");
        var empty = Files.createFile(folder.resolve("empty.bin"));
        assertRefused(() -> PickleCheckpoint.open(folder.resolve("none.bin")), "none.bin: there is no such file");
        assertRefused(() -> PickleCheckpoint.open(folder), "is a folder where a PyTorch checkpoint was expected");
        assertRefused(() -> PickleCheckpoint.open(text), "starts neither like a zip archive nor like a pickle");
        assertRefused(() -> PickleCheckpoint.open(empty), "starts neither like a zip archive nor like a pickle");
    }

    @Test
    void aDictionaryOrTensorThatIsNotThereIsNamed() throws IOException {
        var path = copyOf("checkpoint.pt");
        assertRefused(() -> PickleCheckpoint.open(path, "ema"), "has no tensors in a dictionary 'ema'");
        try (var checkpoint = PickleCheckpoint.open(path, "model")) {
            assertRefused(() -> checkpoint.segment("counter"), "has no tensor 'counter'");
        }
    }

    /// PyTorch writes a checksum for every storage; reading the others is not disturbed.
    @Test
    void aFlippedBitIsNoticedByTheTensorThatHasIt() throws IOException {
        var path = copyOf("checkpoint.pt");
        byte[] file = Files.readAllBytes(path);
        try (var checkpoint = PickleCheckpoint.open(path, "model")) {
            file[(int) checkpoint.tensor("half").byteOffset()] ^= 1;
        }
        var damaged = PickleCheckpoint.of("it.pt", MemorySegment.ofArray(file), "model");
        assertThat(damaged.floats("double")).containsExactly(0.1f);
        assertRefused(() -> damaged.floats("half"), "it.pt: entry 'checkpoint/data/", "does not fit its checksum");
    }

    @Test
    void tiedTensorsShareAStorage() throws IOException {
        byte[] pickle = PickleWriter.protocol2()
                .op('}')
                .op('(')
                .text("in")
                .tensor("FloatStorage", "0", 2, 0, new long[] {2}, new long[] {1})
                .text("out")
                .tensor("FloatStorage", "0", 2, 0, new long[] {2}, new long[] {1})
                .op('u')
                .stop();
        var file = new CheckpointWriter(pickle).storage("0", new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40});
        for (byte[] bytes : new byte[][] {file.stored(), file.zip(ZipEntry.DEFLATED), file.legacy(4)}) {
            try (var checkpoint = of(bytes)) {
                assertThat(checkpoint.floats("in")).containsExactly(1, 2);
                assertThat(checkpoint.tensor("out").byteOffset())
                        .isEqualTo(checkpoint.tensor("in").byteOffset());
            }
        }
    }

    /// Early files refer to a part of a storage: its key, the first element and how many.
    @Test
    void viewsOfLegacyStoragesAreCutOut() throws IOException {
        var pickle = PickleWriter.protocol2()
                .op('}')
                .text("view")
                .global("torch._utils", "_rebuild_tensor")
                .op('(')
                .op('(')
                .text("storage")
                .global("torch", "ByteStorage")
                .text("root")
                .text("cpu")
                .number(5)
                .op('(')
                .text("part")
                .number(1)
                .number(3)
                .op('t')
                .op('t')
                .op('Q')
                .number(1)
                .numbers(2)
                .numbers(1)
                .op('t')
                .op('R')
                .op('s')
                .stop();
        var file = new CheckpointWriter(pickle).storage("root", new byte[] {10, 11, 12, 13, 14});
        try (var checkpoint = of(file.legacy(1))) {
            assertThat(checkpoint.ints("view")).containsExactly(12, 13);
        }
    }

    @Test
    void aPickleThatTellsOfMoreThanItsStoragesHaveIsRefused() {
        var pickle = oneTensor(4, 0, new long[] {4}, new long[] {1});
        assertRefused(
                () -> of(new CheckpointWriter(pickle).storage("0", new byte[12]).stored()),
                "tensor 'w' lies in storage '0' of 16 bytes by the pickle, of 12 in the archive");
        assertRefused(
                () -> of(new CheckpointWriter(pickle).storage("0", new byte[12]).legacy(4)),
                "ends within storage '0' of 16 bytes");
        assertRefused(
                () -> of(new CheckpointWriter(pickle)
                        .storage("0", new byte[12])
                        .storage("1", new byte[99])
                        .legacy(4)),
                "has 3 elements in storage '0' where its pickle tells of 4");
        assertRefused(
                () -> of(new CheckpointWriter(pickle).stored()), "tensor 'w'", "lies in storage '0', which is missing");
        assertRefused(
                () -> of(new CheckpointWriter(pickle).legacy(4)),
                "tensor 'w'",
                "lies in storage '0', which is missing");
    }

    @Test
    void aTensorThatLeavesItsStorageIsRefusedByName() {
        for (var wrong : new long[][][] {
            {{1}, {4}, {1}},
            {{-1}, {2}, {1}},
            {{5}, {0}, {1}},
            {{0}, {2, 3}, {3, 1}},
            {{0}, {2}, {4}},
            {{0}, {2}, {-1}},
            {{0}, {3}, {Long.MAX_VALUE}},
            {{Long.MAX_VALUE}, {1}, {1}},
            {{0}, {2, 2}, {1}},
            {{0}, {-1}, {1}},
            {{0}, {1L << 40, 1L << 40}, {0, 0}},
        }) {
            var pickle = oneTensor(4, wrong[0][0], wrong[1], wrong[2]);
            assertRefused(
                    () -> of(new CheckpointWriter(pickle)
                            .storage("0", new byte[16])
                            .stored()),
                    "tensor 'w' ");
        }
    }

    @Test
    void aTensorThatRepeatsAnElementWithoutEndIsRefused() {
        var pickle = oneTensor(1, 0, new long[] {1L << 40}, new long[] {0});
        assertRefused(
                () -> of(new CheckpointWriter(pickle).storage("0", new byte[4]).stored()),
                "tensor 'w' repeats the 4 bytes of its storage up to 4398046511104");
    }

    @Test
    void bigEndianFilesAreRefused() {
        var file = new CheckpointWriter(oneTensor(1, 0, new long[] {1}, new long[] {1})).storage("0", new byte[4]);
        assertRefused(() -> of(file.legacy(4, false)), "was not written on a little-endian machine");
        file.file("byteorder", "big");
        assertRefused(() -> of(file.stored()), "has the byte order 'big'");
    }

    @Test
    void otherZipArchivesAreToldApart() {
        var program = new CheckpointWriter(oneTensor(1, 0, new long[] {1}, new long[] {1}))
                .storage("0", new byte[4])
                .file("constants.pkl", "");
        assertRefused(() -> of(program.stored()), "is a TorchScript program");
        assertRefused(() -> of(PickleWriter.protocol2().number(1).stop()), "not one that torch.save wrote");
        assertRefused(
                () -> of(new CheckpointWriter(PickleWriter.protocol2().op(']').stop()).stored()),
                "holds a list where a dictionary of tensors was expected");
    }

    @Test
    void aNameThatTwoTensorsUnfoldToIsRefused() {
        byte[] pickle = PickleWriter.protocol2()
                .op('}')
                .op('(')
                .text("a.b")
                .number(1)
                .text("a")
                .op('}')
                .text("b")
                .number(2)
                .op('s')
                .op('u')
                .stop();
        assertRefused(() -> of(new CheckpointWriter(pickle).stored()), "has two values under the name 'a.b'");
    }

    private static byte[] oneTensor(long count, long start, long[] size, long[] stride) {
        return PickleWriter.protocol2()
                .op('}')
                .text("w")
                .tensor("FloatStorage", "0", count, start, size, stride)
                .op('s')
                .stop();
    }

    private static PickleCheckpoint of(byte[] bytes) throws ModelFileException {
        return PickleCheckpoint.of("it.pt", MemorySegment.ofArray(bytes), "");
    }

    private static void assertRefused(Opening opening, String... words) {
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(opening::open)
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }

    private interface Opening {
        void open() throws IOException;
    }

    private Path copyOf(String resource) throws IOException {
        var path = folder.resolve(resource);
        try (var in = PickleCheckpointTest.class.getResourceAsStream(resource)) {
            Files.copy(in, path);
        }
        return path;
    }
}
