// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triad.core.model.DType;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.TensorInfo;
import dev.triad.hub.tensorflow.BundleWriter.Message;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reads a bundle that LevelDB's and protocol buffers' own libraries wrote (`MakeBundle.java` beside it), and some
/// that nobody should write.
final class TensorBundleTest {
    private static final List<String> FILES =
            List.of("model.ckpt.index", "model.ckpt.data-00000-of-00002", "model.ckpt.data-00001-of-00002");
    private static final byte[] DATA = {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40};

    @TempDir
    Path folder;

    @Test
    void tensorsOfAllBlocksAndDataFilesAreRead() throws IOException {
        copyBundle();
        try (var bundle = TensorBundle.open(folder.resolve("model.ckpt.index"))) {
            assertThat(bundle.tensors()).hasSize(85);
            assertThat(bundle.tensors().stream().map(TensorInfo::name)).isSorted();
            for (int i = 0; i < 40; i++) {
                String kernel = "electra/encoder/layer_" + i + "/output/dense/kernel";
                assertThat(bundle.tensor(kernel).shape()).containsExactly(2, 3);
                assertThat(bundle.tensor(kernel + "/adam_m").shape()).containsExactly(3, 2);
                assertThat(bundle.floats(kernel))
                        .containsExactly(i, i + 0.125f, i + 0.25f, i + 0.375f, i + 0.5f, i + 0.625f);
                assertThat(bundle.floats(kernel + "/adam_m")).isEqualTo(bundle.floats(kernel));
            }
            assertThat(bundle.tensor("global_step").shape()).isEmpty();
            assertThat(bundle.longs("global_step")).containsExactly(1_000_000);
            assertThat(bundle.tensor("half").dtype()).isEqualTo(DType.F16);
            assertThat(bundle.floats("half")).containsExactly(0.5f);
            assertThat(bundle.tensor("brain").dtype()).isEqualTo(DType.BF16);
            assertThat(bundle.floats("brain")).containsExactly(3.5f);
            assertThat(bundle.ints("truth")).containsExactly(1, 0, 1);
            assertThat(bundle.tensor("empty").shape()).containsExactly(0, 5);
            assertThat(bundle.bytes("empty")).isEmpty();
        }
    }

    @Test
    void textsBesideTheModelArePassedOver() throws IOException {
        copyBundle();
        try (var bundle = TensorBundle.open(folder.resolve("model.ckpt"))) {
            assertRefused(
                    () -> bundle.tensor("_CHECKPOINTABLE_OBJECT_GRAPH"),
                    "has no tensor '_CHECKPOINTABLE_OBJECT_GRAPH'");
        }
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        copyBundle();
        assertRefused(() -> TensorBundle.open(folder.resolve("other.ckpt")), "other.ckpt.index: there is no such file");
        Files.delete(folder.resolve(FILES.get(2)));
        assertRefused(
                () -> TensorBundle.open(folder.resolve("model.ckpt")),
                "model.ckpt.data-00001-of-00002: there is no such file");
    }

    @Test
    void aDataFileThatIsCutShortIsNoticedByTheFirstTensorBeyond() throws IOException {
        copyBundle();
        var data = folder.resolve(FILES.get(1));
        byte[] whole = Files.readAllBytes(data);
        Files.write(data, Arrays.copyOf(whole, whole.length - 8));
        assertRefused(
                () -> TensorBundle.open(folder.resolve("model.ckpt")),
                "tensor 'empty' has 0 bytes from byte 968 of data file 0, which ends at byte 967; it is cut short");
    }

    @Test
    void aFlippedBitIsNoticedByTheTensorThatHasIt() throws IOException {
        copyBundle();
        var data = folder.resolve(FILES.get(1));
        byte[] bytes = Files.readAllBytes(data);
        bytes[3] ^= 4;
        Files.write(data, bytes);
        try (var bundle = TensorBundle.open(folder.resolve("model.ckpt"))) {
            assertRefused(
                    () -> bundle.segment("electra/encoder/layer_0/output/dense/kernel"), "does not fit its checksum");
            assertThat(bundle.longs("global_step")).containsExactly(1_000_000);
        }
    }

    @Test
    void everyTruncationAndFlippedBitOfTheIndexIsNoticed() throws IOException {
        byte[] index = resource(FILES.getFirst());
        var shards =
                List.of(MemorySegment.ofArray(resource(FILES.get(1))), MemorySegment.ofArray(resource(FILES.get(2))));
        for (int length = 0; length < index.length; length++) {
            byte[] cut = Arrays.copyOf(index, length);
            assertRefused(() -> TensorBundle.of("it.index", MemorySegment.ofArray(cut), shards), "it.index");
        }
        // The block before the index block holds nothing, and nobody reads it; nor do zeros that fill the footer up.
        int unread = index.length - 48 - 13;
        for (int at = 0; at < unread; at++) {
            byte[] flipped = index.clone();
            flipped[at] ^= 1;
            boolean meta = at >= metaStart(index) && at < metaStart(index) + 13;
            if (!meta) {
                assertRefused(() -> TensorBundle.of("it.index", MemorySegment.ofArray(flipped), shards), "it.index");
            }
        }
    }

    @Test
    void partitionedTensorsAreRefusedByName() {
        var sliced = BundleWriter.tensor(1, new byte[0], 0, 4).message(7, new Message());
        assertRefused(() -> of(entry("emb", sliced)), "tensor 'emb' is partitioned into 1 slices");
    }

    @Test
    void typesWithoutCounterpartAreRefusedByName() {
        assertRefused(
                () -> of(entry("c", BundleWriter.tensor(18, new byte[0], 0, 0))),
                "tensor 'c' is of TensorFlow's type 18");
    }

    @Test
    void anEntryThatContradictsItselfIsRefusedByName() throws ModelFileException {
        assertThat(of(entry("w", BundleWriter.tensor(1, DATA, 0, 2))).floats("w"))
                .containsExactly(1, 2);
        assertRefused(() -> of(entry("w", BundleWriter.tensor(1, DATA, 0, 3))), "tensor 'w' has 8 bytes");
        assertRefused(() -> of(entry("w", BundleWriter.tensor(1, DATA, 0, -2))), "negative dimension");
        assertRefused(
                () -> of(entry("w", BundleWriter.tensor(1, DATA, 0, 1L << 40, 1L << 40))), "larger than any file");
        assertRefused(() -> of(entry("w", BundleWriter.tensor(1, DATA, 1, 2))), "which ends at byte 8");
        assertRefused(() -> of(entry("w", BundleWriter.tensor(1, DATA, -1, 2))), "from byte -1");
        assertRefused(() -> of(entry("w", BundleWriter.tensor(1, DATA, Long.MAX_VALUE, 2))), "tensor 'w' has");
        assertRefused(
                () -> of(entry("w", BundleWriter.tensor(1, DATA, 0, 2).number(3, 1))), "lies in data file 1 of 1");
        assertRefused(
                () -> of(entry("w", BundleWriter.tensor(1, DATA, 0, 2).number(3, -1))), "lies in data file -1 of 1");
        assertRefused(
                () -> of(entry("w", new Message().message(2, new Message().number(3, 1)))),
                "a shape of unknown rank in entry 'w'");
        assertRefused(() -> of(entry("w", BundleWriter.tensor(1, DATA, 0, new long[65]))), "more than 64 dimensions");
        assertRefused(() -> of(entry("w", new Message().number(2, 5))), "field 2 of another kind");
        assertRefused(() -> of(new BundleWriter().entry("w", new byte[] {0x0f})), "a kind that is not known");
    }

    @Test
    void anIndexForOthersIsRefused() {
        assertRefused(
                () -> of(new BundleWriter().entry("", BundleWriter.header(1).number(2, 1))), "is big-endian");
        assertRefused(
                () -> of(new BundleWriter()
                        .entry(
                                "",
                                BundleWriter.header(1)
                                        .message(3, new Message().number(1, 9).number(2, 2)))),
                "is written for readers of version 2; this one is of version 1");
        assertRefused(() -> of(new BundleWriter().entry("", BundleWriter.header(-1))), "claims to have -1 data files");
        assertRefused(() -> of(new BundleWriter()), "lacks the header");
        assertRefused(() -> of(entry("w", BundleWriter.tensor(1, DATA, 0, 2)).compression(1)), "(Snappy)");
        assertRefused(
                () -> TensorBundle.of("it.index", MemorySegment.ofArray(new byte[100]), List.of()),
                "does not end like the index of a TensorFlow checkpoint");
    }

    @Test
    void fieldsOfLaterVersionsArePassedOver() throws ModelFileException {
        var entry =
                BundleWriter.tensor(1, DATA, 0, 2).number(20, 5).fixed32(21, 7).message(22, new Message().number(1, 1));
        assertThat(of(entry("w", entry)).floats("w")).containsExactly(1, 2);
    }

    private static BundleWriter entry(String name, Message message) {
        return new BundleWriter().entry("", BundleWriter.header(1)).entry(name, message);
    }

    private static TensorBundle of(BundleWriter writer) throws ModelFileException {
        return TensorBundle.of(
                "it.index", MemorySegment.ofArray(writer.toBytes()), List.of(MemorySegment.ofArray(DATA)));
    }

    /// Where the footer says that the block of no use starts.
    private static int metaStart(byte[] index) {
        int footer = index.length - 48;
        return (index[footer] & 0x7f) | ((index[footer + 1] & 0x7f) << 7);
    }

    private void copyBundle() throws IOException {
        for (String file : FILES) {
            Files.write(folder.resolve(file), resource(file));
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = TensorBundleTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static void assertRefused(Opening opening, String words) {
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(opening::open)
                .withMessageContaining(words);
    }

    private interface Opening {
        void open() throws IOException;
    }
}
