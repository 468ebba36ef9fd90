// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Opens the files that hold tasks, unpacking those that are gzipped, whatever they are called.
final class TaskFile {
    private static final int BUFFER = 1 << 16;

    private TaskFile() {}

    /// Does something with an open file.
    @FunctionalInterface
    interface Reader<R> {
        R read(InputStream in) throws IOException;
    }

    static <R> R open(Path file, Reader<R> reader) throws IOException {
        try (var in = open(file)) {
            return reader.read(in);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (ZipException | EOFException e) {
            throw new IOException("%s: is no whole gzip file: %s".formatted(file, e.getMessage()), e);
        }
    }

    static <T extends Located> Rows<T> read(Path file, Reader<Rows<T>> reader) throws IOException {
        return open(file, reader);
    }

    private static InputStream open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": is a folder, not a file");
        }
        var in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            in.mark(2);
            boolean zipped = in.read() == 0x1F && in.read() == 0x8B;
            in.reset();
            return zipped ? new GZIPInputStream(in, BUFFER) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /// The file's name without `.gz`, in lower case.
    static String plainName(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }
}
