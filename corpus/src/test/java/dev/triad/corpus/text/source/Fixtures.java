// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/// Small inputs.
final class Fixtures {
    private static final String[] WORDS = {
        "a",
        "corpus",
        "naïve",
        "日本語",
        "𝄞𝄞",
        "of",
        "words",
        "\t",
        "  ",
        "\u00A0",
        "—",
        "é",
        "antidisestablishmentarianism"
    };

    private Fixtures() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] gzip(byte[] content) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    static byte[] zstd(byte[] content) {
        return Zstd.compress(content);
    }

    static byte[] joined(byte[]... parts) throws IOException {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return all.toByteArray();
    }

    /// Lines of random words, blank ones among them, with several kinds of line ends and white space.
    static String text(Random random, int lines) {
        var text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            for (int words = random.nextInt(4) == 0 ? 0 : random.nextInt(12); words > 0; words--) {
                text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextBoolean() ? " " : "");
            }
            text.append(random.nextInt(5) == 0 ? "\r\n" : "\n");
        }
        return random.nextBoolean() ? text.toString() : text.toString().strip();
    }

    static SourceFile file(Path path, byte[] content, SourceFormat format) throws IOException {
        Files.write(path, content);
        return SourceFile.of(path, format);
    }

    static SourceFile file(Path path, String content, SourceFormat format) throws IOException {
        return file(path, utf8(content), format);
    }
}
