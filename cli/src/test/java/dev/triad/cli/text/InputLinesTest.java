// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class InputLinesTest {
    @Test
    void linesOfAnyLengthComeWholeAndInOrder() throws IOException {
        var random = new Random(1);
        for (int i = 0; i < 50; i++) {
            var lines = new ArrayList<String>();
            for (int n = random.nextInt(40); n >= 0; n--) {
                lines.add("x".repeat(random.nextInt(random.nextInt(10) == 0 ? 200_000 : 20)));
            }
            lines.add("last");
            var text = String.join(random.nextBoolean() ? "\n" : "\r\n", lines).getBytes(StandardCharsets.UTF_8);
            var seen = new ArrayList<String>();
            InputLines.read(new ByteArrayInputStream(text), "text", (utf8, from, to, place) -> {
                seen.add(new String(utf8, from, to - from, StandardCharsets.UTF_8));
                assertThat(place.line()).isEqualTo(seen.size());
            });
            assertThat(seen).isEqualTo(lines);
        }
    }

    @Test
    void aFinalLineEndBeginsNoLine() throws IOException {
        var seen = new ArrayList<Integer>();
        var text = new ByteArrayInputStream("a\n\nb\n".getBytes(StandardCharsets.UTF_8));
        InputLines.read(text, "text", (_, from, to, _) -> seen.add(to - from));
        assertThat(seen).isEqualTo(List.of(1, 0, 1));
    }
}
