// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;

/// A file's text with its packing taken off, gzip and zstd recognised by their first bytes, whatever the name says.
/// Knows how far in the file it is.
final class PackedInput extends InputStream {
    private static final int LONGEST_MAGIC = 6;

    private final CountingInput file;
    private final InputStream text;

    private PackedInput(CountingInput file, InputStream text) {
        this.file = file;
        this.text = text;
    }

    static PackedInput open(SourceFile source) throws IOException {
        byte[] magic;
        try (var start = Files.newInputStream(source.path())) {
            magic = start.readNBytes(LONGEST_MAGIC);
        }
        var file = CountingInput.open(source.path());
        try {
            return new PackedInput(file, unpack(source.name(), magic, file));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static InputStream unpack(String name, byte[] magic, CountingInput file) throws IOException {
        if (startsWith(magic, "1f8b")) {
            return new GzipInput(name, file);
        }
        if (startsWith(magic, "28b52ffd")) {
            return new ZstdInput(name, file);
        }
        String other = startsWith(magic, "425a68")
                ? "bzip2"
                : startsWith(magic, "fd377a585a00") ? "xz" : startsWith(magic, "504b0304") ? "zip" : "";
        if (!other.isEmpty()) {
            throw new IOException(
                    "%s: is packed with %s, which is not read here; unpack it first".formatted(name, other));
        }
        return file;
    }

    private static boolean startsWith(byte[] magic, String hex) {
        byte[] wanted = HexFormat.of().parseHex(hex);
        return magic.length >= wanted.length && Arrays.equals(magic, 0, wanted.length, wanted, 0, wanted.length);
    }

    /// Whether there was a packing to take off.
    boolean isPacked() {
        return text != file;
    }

    /// Bytes of the file itself read so far.
    long filePosition() {
        return file.count();
    }

    @Override
    public int read() throws IOException {
        return text.read();
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        return text.read(target, from, length);
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
