// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triad.core.model.ModelFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ZipArchiveTest {
    /// Places in the first entry of the directory and in its end, by PKWARE's description.
    private static final int FLAGS = 8;

    private static final int METHOD = 10;
    private static final int STORED_LENGTH = 20;
    private static final int LENGTH = 24;
    private static final int NAME_LENGTH = 28;
    private static final int HEADER = 42;
    private static final int END_COUNT = 10;
    private static final int END_START = 16;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint.pt", "checkpoint.deflated.pt", "checkpoint.zip64.pt"})
    void entriesAreThoseThatTheJdkReads(String resource) throws IOException {
        byte[] file = resource(resource);
        var archive = ZipArchive.read(resource, MemorySegment.ofArray(file), Arena.ofAuto());
        try (var expected =
                new ZipFile(Files.write(folder.resolve(resource), file).toFile())) {
            assertThat(archive.entries()).hasSize(expected.size());
            for (var entry : archive.entries()) {
                assertThat(entry.bytes().toArray(ValueLayout.JAVA_BYTE))
                        .isEqualTo(expected.getInputStream(expected.getEntry(entry.name()))
                                .readAllBytes());
            }
        }
    }

    @Test
    void aCommentAtTheEndIsNoObstacle() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.setComment("no directory here: PK\5\6, says the comment");
            zip.putNextEntry(new java.util.zip.ZipEntry("a"));
            zip.write(5);
        }
        var entry = read(bytes.toByteArray()).find("a").orElseThrow();
        assertThat(entry.isDeflated()).isTrue();
        assertThat(entry.bytes().toArray(ValueLayout.JAVA_BYTE)).containsExactly(5);
    }

    @Test
    void everyTruncationIsNoticed() {
        byte[] file = sample();
        for (int length = 0; length < file.length; length++) {
            assertRefused(Arrays.copyOf(file, length), "cut short or no zip archive");
        }
    }

    @Test
    void anEntryThatLiesAboutItselfIsRefused() {
        assertRefused(changed(at -> at.putShort(FLAGS, (short) 1)), "entry 'it/data.pkl' encrypted");
        assertRefused(changed(at -> at.putShort(METHOD, (short) 12)), "compressed by method 12");
        assertRefused(changed(at -> at.putInt(LENGTH, 7)), "stored with two lengths");
        assertRefused(
                changed(at -> at.putInt(LENGTH, 1 << 30).putInt(STORED_LENGTH, 1 << 30)),
                "entry 'it/data.pkl' outside the file");
        assertRefused(changed(at -> at.putInt(LENGTH, -1)), "an entry without its 64-bit numbers");
        assertRefused(changed(at -> at.putShort(NAME_LENGTH, (short) 3)), "another entry at byte 0");
        assertRefused(changed(at -> at.putShort(NAME_LENGTH, (short) -1)), "longer than the directory");
        assertRefused(changed(at -> at.putInt(HEADER, 5)), "no entry 'it/data.pkl' at byte 5");
        assertRefused(changed(at -> at.putInt(HEADER, Integer.MAX_VALUE)), "no entry 'it/data.pkl' at byte 2147483647");
        assertRefused(changed(at -> at.putInt(0, 0)), "something other than entry 0 of its directory");
    }

    @Test
    void aDirectoryThatLiesAboutItselfIsRefused() {
        byte[] file = sample();
        int end = file.length - 22;
        var buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putShort(end + END_COUNT, (short) 999);
        assertRefused(file, "bytes for 999 entries");
        buffer.putShort(end + END_COUNT, (short) 2).putInt(end + END_START, Integer.MAX_VALUE);
        assertRefused(file, "a directory that lies outside the file");
    }

    @Test
    void a64BitDirectoryThatLiesElsewhereIsRefused() throws IOException {
        byte[] file = resource("checkpoint.zip64.pt");
        var buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int locator = file.length - 22 - 20;
        for (long wrong : new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, locator}) {
            buffer.putLong(locator + 8, wrong);
            assertRefused(file, "no directory where its locator points");
        }
    }

    @Test
    void twoEntriesOfOneNameAreRefused() {
        byte[] file = sample();
        for (int i = 0; i + 4 < file.length; i++) {
            if (file[i] == 'd' && file[i + 1] == '/' && file[i + 2] == '1') {
                file[i + 2] = '0';
            }
        }
        assertRefused(file, "two entries 'it/d/0'");
    }

    @Test
    void aBombIsRefusedBeforeItIsUnpacked() {
        byte[] zeros = new byte[65 << 20];
        byte[] file = new CheckpointWriter(new byte[0]).storage("0", zeros).zip(java.util.zip.ZipEntry.DEFLATED);
        assertThat(file.length).isLessThan(100_000);
        assertRefused(file, "would unpack to more than 67108864 bytes, 20 times its size");
    }

    @Test
    void aDeflatedEntryThatIsLongerOrShorterThanItSaysIsRefused() throws ModelFileException {
        for (int wrong : new int[] {99, 101, 0, 50_000_000}) {
            byte[] file = new CheckpointWriter(new byte[100]).zip(java.util.zip.ZipEntry.DEFLATED);
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(directory(file) + LENGTH, wrong);
            var entry = read(file).find("it/data.pkl").orElseThrow();
            assertThatExceptionOfType(ModelFileException.class)
                    .isThrownBy(entry::bytes)
                    .withMessage("it.zip: entry 'it/data.pkl' cannot be unpacked to its " + wrong + " bytes");
        }
    }

    @Test
    void aDeflatedEntryThatIsCutShortIsRefused() throws ModelFileException {
        byte[] content = "weights".repeat(100).getBytes(StandardCharsets.US_ASCII);
        byte[] file = new CheckpointWriter(content).zip(java.util.zip.ZipEntry.DEFLATED);
        var buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int at = directory(file) + STORED_LENGTH;
        int whole = buffer.getInt(at);
        for (int length = 0; length < whole; length++) {
            buffer.putInt(at, length);
            var entry = read(file).find("it/data.pkl").orElseThrow();
            assertThatExceptionOfType(ModelFileException.class).isThrownBy(entry::bytes);
        }
    }

    /// Two stored files, `it/data.pkl` and two storages under short names.
    private static byte[] sample() {
        return new CheckpointWriter(new byte[] {1, 2, 3})
                .file("d/0", "zero")
                .file("d/1", "one")
                .stored();
    }

    /// The sample with its first entry in the directory changed.
    private static byte[] changed(Consumer<ByteBuffer> change) {
        byte[] file = sample();
        int at = directory(file);
        change.accept(ByteBuffer.wrap(file, at, file.length - at).slice().order(ByteOrder.LITTLE_ENDIAN));
        return file;
    }

    private static int directory(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 22 + END_START);
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = ZipArchiveTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static ZipArchive read(byte[] file) throws ModelFileException {
        return ZipArchive.read("it.zip", MemorySegment.ofArray(file), Arena.ofAuto());
    }

    private static void assertRefused(byte[] file, String words) {
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> read(file))
                .withMessageContaining(words);
    }
}
