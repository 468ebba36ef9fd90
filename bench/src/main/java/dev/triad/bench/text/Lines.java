// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The lines of a text.
final class Lines {
    private final byte[] utf8;

    /// Where each line begins, and where the last one ends.
    private final int[] starts;

    private Lines(byte[] utf8, int[] starts) {
        this.utf8 = utf8;
        this.starts = starts;
    }

    static Lines read(Path file) throws IOException {
        var utf8 = Files.readAllBytes(file);
        var starts = new ArrayList<Integer>(List.of(0));
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i] == '\n') {
                starts.add(i + 1);
            }
        }
        return new Lines(utf8, starts.stream().mapToInt(Integer::intValue).toArray());
    }

    /// The lines within the first `bytes` bytes.
    Lines first(int bytes) {
        int count = 0;
        while (count + 1 < starts.length && starts[count + 1] <= bytes) {
            count++;
        }
        return new Lines(utf8, Arrays.copyOf(starts, count + 1));
    }

    /// One of `parts` parts of about the same size.
    Lines part(int index, int parts) {
        int from = (int) ((long) count() * index / parts);
        int to = (int) ((long) count() * (index + 1) / parts);
        return new Lines(utf8, Arrays.copyOfRange(starts, from, to + 1));
    }

    int count() {
        return starts.length - 1;
    }

    long bytes() {
        return (long) starts[count()] - starts[0];
    }

    byte[] utf8() {
        return utf8;
    }

    int start(int line) {
        return starts[line];
    }

    /// The end of a line, without its line feed.
    int end(int line) {
        return starts[line + 1] - 1;
    }

    List<String> strings() {
        var all = new ArrayList<String>();
        for (int line = 0; line < count(); line++) {
            all.add(new String(utf8, start(line), end(line) - start(line), StandardCharsets.UTF_8));
        }
        return all;
    }
}
