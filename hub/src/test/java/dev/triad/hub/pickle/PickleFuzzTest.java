// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.TensorInfo;
import dev.triad.hub.Damage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Damages checkpoints at random. Each must give an error in words, or tensors that can be read to their last byte,
/// and none may make the reader allocate more than a file of a few kilobytes is worth.
final class PickleFuzzTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// What opening and reading an undamaged file allocates is well below.
    private static final long MOST_ALLOCATED = 4 << 20;

    /// Loading classes allocates too, once, and is not what is measured.
    @BeforeAll
    static void readOnce() throws IOException {
        try (var checkpoint = PickleCheckpoint.of("it.pt", MemorySegment.ofArray(resource("checkpoint.pt")), "")) {
            assertThat(checkpoint.tensors()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "checkpoint.pt, 1",
        "checkpoint.zip64.pt, 2",
        "checkpoint.deflated.pt, 3",
        "checkpoint.legacy.pt, 4",
        "checkpoint.legacy4.pt, 5",
        "typed.pt, 6"
    })
    void damagedFilesGiveAnErrorOrTensors(String resource, long seed) throws IOException {
        byte[] file = resource(resource);
        var damage = new Damage(seed);
        int read = 0;
        for (int trial = 0; trial < 4000; trial++) {
            read += outcome(damage.of(file), resource + ", trial " + trial) ? 1 : 0;
        }
        assertThat(read).isBetween(1, 3999);
    }

    /// Damage inside a pickle, which checksums of the archive around it would notice first.
    @ParameterizedTest
    @CsvSource({"checkpoint.pt, 7", "checkpoint.protocol4.pt, 8"})
    void damagedPicklesGiveAnErrorOrTensors(String resource, long seed) throws IOException {
        byte[] file = resource(resource);
        var archive = ZipArchive.read(resource, MemorySegment.ofArray(file), Arena.ofAuto());
        byte[] pickle = null;
        for (var entry : archive.entries()) {
            if (entry.name().endsWith("/data.pkl")) {
                pickle = entry.bytes().toArray(ValueLayout.JAVA_BYTE);
            }
        }
        var damage = new Damage(seed);
        int read = 0;
        for (int trial = 0; trial < 6000; trial++) {
            var damaged = new CheckpointWriter(damage.of(pickle));
            for (var entry : archive.entries()) {
                int data = entry.name().indexOf("/data/");
                if (data > 0) {
                    damaged.storage(
                            entry.name().substring(data + "/data/".length()),
                            entry.bytes().toArray(ValueLayout.JAVA_BYTE));
                }
            }
            read += outcome(damaged.zip(ZipEntry.STORED), resource + ", trial " + trial) ? 1 : 0;
        }
        assertThat(read).isBetween(1, 5999);
    }

    /// Whether the file could be read to its end; an exception other than the expected one goes through.
    private static boolean outcome(byte[] file, String trial) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try (var checkpoint = PickleCheckpoint.of("it.pt", MemorySegment.ofArray(file), "")) {
            for (TensorInfo tensor : checkpoint.tensors()) {
                var bytes = checkpoint.segment(tensor.name());
                assertThat(bytes.byteSize()).as(trial).isEqualTo(tensor.byteLength());
                if (bytes.byteSize() > 0) {
                    bytes.get(ValueLayout.JAVA_BYTE, bytes.byteSize() - 1);
                }
            }
            return true;
        } catch (ModelFileException e) {
            assertThat(e.getMessage()).as(trial).startsWith("it.pt: ").hasSizeLessThan(1000);
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError(trial, e);
        } finally {
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                    .as(trial)
                    .isLessThan(MOST_ALLOCATED);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = PickleFuzzTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
