// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.triad.core.model.ModelFileException;
import dev.triad.hub.Damage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Damages indexes at random, with checksums put right again so that the damage is met further in.
final class BundleFuzzTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_ALLOCATED = 4 << 20;
    private static final List<MemorySegment> SHARDS = List.of(
            MemorySegment.ofArray(resource("model.ckpt.data-00000-of-00002")),
            MemorySegment.ofArray(resource("model.ckpt.data-00001-of-00002")));

    @Test
    void damagedTablesGiveAnErrorOrTensors() throws ModelFileException {
        byte[] index = resource("model.ckpt.index");
        var damage = new Damage(1);
        int read = 0;
        for (int trial = 0; trial < 10_000; trial++) {
            read += outcome(damage.of(index), trial) ? 1 : 0;
        }
        assertThat(read).isBetween(1, 9_999);
    }

    @Test
    void damagedEntriesGiveAnErrorOrTensors() throws ModelFileException {
        var entries = SortedTable.read("it", MemorySegment.ofArray(resource("model.ckpt.index")));
        var damage = new Damage(2);
        var names = List.copyOf(entries.keySet());
        int read = 0;
        for (int trial = 0; trial < 10_000; trial++) {
            var writer = new BundleWriter();
            String damaged = names.get(trial % names.size());
            entries.forEach((name, value) -> {
                byte[] bytes = value.toArray(ValueLayout.JAVA_BYTE);
                writer.entry(name, name.equals(damaged) ? damage.of(bytes) : bytes);
            });
            read += outcome(writer.toBytes(), trial) ? 1 : 0;
        }
        assertThat(read).isBetween(1, 9_999);
    }

    @Test
    void damagedBlocksGiveAnErrorOrTensors() throws ModelFileException {
        byte[] index = resource("model.ckpt.index");
        var ends = blockEnds(index);
        assertThat(ends).hasSizeGreaterThan(5);
        var damage = new Damage(3);
        int read = 0;
        for (int trial = 0; trial < 10_000; trial++) {
            byte[] damaged = damage.of(index);
            if (damaged.length == index.length) {
                mendChecksums(ends, damaged);
            }
            read += outcome(damaged, trial) ? 1 : 0;
        }
        assertThat(read).isBetween(1, 9_999);
    }

    /// Where blocks end and their checksums start: where a checksum fits what came since the last.
    private static List<Integer> blockEnds(byte[] index) {
        var ends = new ArrayList<Integer>();
        int start = 0;
        for (int end = 1; end + 4 <= index.length - 48; end++) {
            int stored = ByteBuffer.wrap(index).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
            if (stored == MaskedCrc32c.of(MemorySegment.ofArray(index).asSlice(start, end - start))) {
                ends.add(end);
                start = end + 4;
                end = start;
            }
        }
        return ends;
    }

    private static void mendChecksums(List<Integer> ends, byte[] damaged) {
        var buffer = ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN);
        int start = 0;
        for (int end : ends) {
            buffer.putInt(end, MaskedCrc32c.of(MemorySegment.ofArray(damaged).asSlice(start, end - start)));
            start = end + 4;
        }
    }

    private static boolean outcome(byte[] index, int trial) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try (var bundle = TensorBundle.of("it.index", MemorySegment.ofArray(index), SHARDS)) {
            for (var tensor : bundle.tensors()) {
                assertThat(bundle.segment(tensor.name()).byteSize()).isEqualTo(tensor.byteLength());
            }
            return true;
        } catch (ModelFileException e) {
            assertThat(e.getMessage())
                    .as("trial %s", trial)
                    .startsWith("it.index: ")
                    .hasSizeLessThan(1000);
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("trial " + trial, e);
        } finally {
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                    .as("trial %s", trial)
                    .isLessThan(MOST_ALLOCATED);
        }
    }

    private static byte[] resource(String name) {
        try (var in = BundleFuzzTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
