// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextChunksTest {
    private static List<String> chunks(String text, int size) throws IOException {
        var chunks = new ArrayList<String>();
        long offset = 0;
        try (var reader = new TextChunks("text", new Dribble(text.getBytes(StandardCharsets.UTF_8)), size)) {
            for (var chunk = reader.next(); chunk != null; chunk = reader.next()) {
                assertThat(chunk.offset()).isEqualTo(offset);
                assertThat(chunk.utf8().length).isBetween(1, size);
                offset += chunk.utf8().length;
                chunks.add(new String(chunk.utf8(), StandardCharsets.UTF_8));
            }
        }
        return chunks;
    }

    @Test
    void chunksEndWithALineElseWithAWordElseWithACharacter() throws IOException {
        assertThat(chunks("one\ntwo\nthree four\n", 9)).containsExactly("one\ntwo\n", "three ", "four\n");
        assertThat(chunks("abcdefghijklmno", 8)).containsExactly("abcdefgh", "ijklmno");
        assertThat(chunks("éééééé", 9)).containsExactly("éééé", "éé");
        assertThat(chunks("a😀😀😀", 8)).containsExactly("a😀", "😀", "😀");
        assertThat(chunks("", 8)).isEmpty();
    }

    @Test
    void chunksTogetherAreTheText() throws IOException {
        var random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(60); n > 0; n--) {
                text.append(List.of("a", "bc", " ", "\n", "é", "中", "😀").get(random.nextInt(7)));
            }
            assertThat(String.join("", chunks(text.toString(), 8 + random.nextInt(20))))
                    .isEqualTo(text.toString());
        }
    }

    @Test
    void aFailureNamesTheSource() {
        var in = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return read();
            }
        };
        var chunks = new TextChunks("wiki.txt", in, 8);
        assertThatThrownBy(chunks::next).hasMessageContaining("wiki.txt").hasMessageContaining("the disk is gone");
    }

    /// Gives a few bytes at a time, as pipes do.
    private static final class Dribble extends ByteArrayInputStream {
        Dribble(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 3));
        }
    }
}
