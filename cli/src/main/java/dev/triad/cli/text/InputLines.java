// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The mixin of commands that read text line by line, from a file or from standard input.
public final class InputLines {
    /// A longer line is a file that has no lines.
    private static final int LONGEST = 1 << 26;

    /// What happens to each line.
    @FunctionalInterface
    interface Each {
        /// @param utf8 holds the line in `[from, to)`, without its end; valid until the next line
        /// @param place the file and line, for messages
        void line(byte[] utf8, int from, int to, Place place) throws IOException;
    }

    /// Where a line is.
    record Place(String source, long line) {
        @Override
        public String toString() {
            return source + ", line " + line;
        }
    }

    @Option(names = "--input", paramLabel = "FILE", description = "The file to read; standard input by default.")
    @Nullable
    Path file;

    /// Reads all lines; the last may lack its end.
    ///
    /// @throws IOException if it cannot be read, or a line is too long or has NUL bytes
    void forEach(Each each) throws IOException {
        if (file == null) {
            read(System.in, "standard input", each);
        } else {
            try (var in = Files.newInputStream(file)) {
                read(in, file.toString(), each);
            }
        }
    }

    static void read(InputStream in, String source, Each each) throws IOException {
        var buffer = new byte[1 << 16];
        int filled = 0;
        int scanned = 0;
        long line = 1;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer, filled, buffer.length - filled)) {
            filled += count;
            int start = 0;
            for (int i = scanned; i < filled; i++) {
                if (buffer[i] == '\n') {
                    boolean carriageReturn = i > start && buffer[i - 1] == '\r';
                    each.line(buffer, start, carriageReturn ? i - 1 : i, new Place(source, line++));
                    start = i + 1;
                } else if (buffer[i] == 0) {
                    throw new IOException(new Place(source, line) + ": a NUL byte after " + (i - start)
                            + " bytes; this is not a text file");
                }
            }
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            filled -= start;
            scanned = filled;
            if (filled == buffer.length) {
                if (filled >= LONGEST) {
                    throw new IOException(new Place(source, line) + ": longer than 64 MB; split it into lines first");
                }
                buffer = Arrays.copyOf(buffer, filled * 2);
            }
        }
        if (filled > 0) {
            each.line(buffer, 0, filled, new Place(source, line));
        }
    }
}
