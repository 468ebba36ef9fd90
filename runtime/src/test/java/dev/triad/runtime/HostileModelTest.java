// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.triad.core.random.RandomKey;
import dev.triad.core.random.RandomStream;
import dev.triad.runtime.encoder.TokenRow;
import dev.triad.runtime.matrix.Tables;
import dev.triad.runtime.model.HeadKind;
import dev.triad.runtime.model.ModelFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged packed models: each is refused in one sentence, or answers, and none costs more memory than its size
/// explains.
final class HostileModelTest {
    private static final int FILES = 100_000;

    /// What a vocabulary of the largest size that is read costs before it turns out to be a lie.
    private static final long MOST_BYTES = 48L << 20;

    private static final RuntimeOptions OPTIONS = new RuntimeOptions(1, OptionalInt.empty(), Tables.INT8);

    @TempDir
    static Path folder;

    private static byte[] whole = {};
    private static int header;

    @BeforeAll
    static void writeAModel() throws IOException {
        whole = Files.readAllBytes(
                SmallModel.write(folder.resolve("model.safetensors"), 8, 1, "ForSequenceClassification"));
        header = 8 + MemorySegment.ofArray(whole).get(ValueLayout.JAVA_INT_UNALIGNED, 0);
    }

    /// A changed copy of the file.
    private static byte[] damaged(RandomStream random) {
        var bytes = whole.clone();
        switch (random.nextInt(6)) {
            case 0 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 1 -> bytes[random.nextInt(header)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            case 3 -> changeNumber(bytes, random);
            case 4 -> {
                for (int i = 0; i < 20; i++) bytes[header + random.nextInt(bytes.length - header)] ^= (byte) 0x80;
            }
            default -> {
                int from = random.nextInt(header - 20);
                System.arraycopy(whole, random.nextInt(header - 20), bytes, from, 1 + random.nextInt(16));
            }
        }
        return bytes;
    }

    /// A number of the header, which is a size, a place or a setting, becomes another of the same length.
    private static void changeNumber(byte[] bytes, RandomStream random) {
        int at = 8 + random.nextInt(header - 8);
        for (int i = 0; i < header && !Character.isDigit(bytes[at]); i++) at = 8 + (at - 7) % (header - 8);
        while (at < header && Character.isDigit(bytes[at])) bytes[at++] = (byte) ('0' + random.nextInt(10));
    }

    private static boolean answers(byte[] bytes) {
        try (var engine = Engine.of(
                ModelFiles.of("it", MemorySegment.ofArray(bytes)), OPTIONS, HeadKind.SEQUENCE_CLASSIFICATION)) {
            int last = engine.tokenizer().vocabulary().size() - 1;
            var head = engine.model().head().orElseThrow();
            var row = new TokenRow(new int[] {Math.min(2, last), last, 0}, new int[3]);
            engine.ask(List.of(row), (hidden, stride, batch, _, turn) -> {
                head.logits(hidden, stride, new int[] {0}, turn);
                return List.of(batch);
            });
            return true;
        } catch (IOException | IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
            return false;
        }
    }

    @Test
    void damagedModelsAreRefusedOrAnswerAndNeverCostMuch() {
        assertThat(answers(whole)).isTrue();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            var bytes = damaged(RandomKey.of(31).named("damage").at(i, 0, 0));
            long before = threads.getThreadAllocatedBytes(thread);
            if (!answers(bytes)) refused++;
            long allocated = threads.getThreadAllocatedBytes(thread) - before;
            assertThat(allocated).as("bytes that file " + i + " cost").isLessThan(MOST_BYTES);
        }
        assertThat(refused).isBetween(FILES / 4, FILES - 1);
    }

    @Test
    void sizesThatTheWeightsDoNotHaveAreRefused() {
        for (String name :
                List.of("hidden_size", "num_hidden_layers", "vocab_size", "intermediate_size", "type_vocab_size")) {
            var bytes = whole.clone();
            int at = new String(whole, StandardCharsets.ISO_8859_1).indexOf(name);
            while (!Character.isDigit(bytes[at])) at++;
            bytes[at] = '9';
            assertThat(answers(bytes)).as(name).isFalse();
        }
    }
}
