// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// The text files that a command was given: files as they are, folders with everything in them, in the order of names.
final class TextFiles {
    private final List<Path> files = new ArrayList<>();
    private long bytes;

    /// @throws IOException if a path does not exist or there is no file in any of them
    TextFiles(List<Path> paths) throws IOException {
        for (var path : paths) {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString());
            }
            try (var tree = Files.walk(path)) {
                tree.filter(Files::isRegularFile)
                        .filter(file -> !file.getFileName().toString().startsWith("."))
                        .sorted()
                        .forEach(files::add);
            }
        }
        if (files.isEmpty()) {
            throw new IOException("there is no file in " + paths.getFirst());
        }
        for (var file : files) {
            bytes += Files.size(file);
        }
    }

    List<Path> list() {
        return files;
    }

    /// Size of all files, as they are stored.
    long bytes() {
        return bytes;
    }

    /// Opens a file, unpacked if its name ends in `.gz`.
    static Text open(Path file) throws IOException {
        var stored = new Counting(Files.newInputStream(file));
        if (!file.toString().endsWith(".gz")) {
            return new Text(stored, stored);
        }
        try {
            return new Text(new GZIPInputStream(stored, 1 << 16), stored);
        } catch (IOException e) {
            stored.close();
            throw new IOException(file + ": not a gzip file (" + e.getMessage() + ")", e);
        }
    }

    /// The text of a file, and how far into the stored file it has been read.
    static final class Text extends FilterInputStream {
        private final Counting stored;

        private Text(InputStream text, Counting stored) {
            super(text);
            this.stored = stored;
        }

        long position() {
            return stored.count;
        }
    }

    private static final class Counting extends FilterInputStream {
        private long count;

        private Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = in.read(target, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
