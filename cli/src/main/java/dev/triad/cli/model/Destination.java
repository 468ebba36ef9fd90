// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Where a command writes a model, and what it may replace there.
public final class Destination {
    private Destination() {}

    /// Makes sure that a folder is free: absent, empty, or, by force, another model.
    ///
    /// @param source the folder that is read, which is not replaced by anybody's force
    /// @throws IOException that says what is in the way, and the remedy
    public static void requireFreeFolder(Path folder, boolean force, Path source) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + ": there is a file of that name, where a folder was to be written");
        }
        try (var entries = Files.list(folder)) {
            if (entries.findAny().isEmpty()) {
                return;
            }
        }
        if (!force) {
            throw new IOException(folder + ": the folder is not empty; --force replaces the model in it");
        }
        if (source.toRealPath().startsWith(folder.toRealPath())) {
            throw new IOException(folder + ": the model that is read is in this folder; name another one");
        }
        boolean model = Stream.of(HuggingFaceFolder.CONFIG, HuggingFaceFolder.WEIGHTS)
                .anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
        if (!model) {
            throw new IOException(folder + ": there is something other than a model in this folder, and --force"
                    + " replaces models only; name another one");
        }
    }

    /// Makes sure that a file's name is free, or may be replaced.
    public static void requireFreeFile(Path file, boolean force) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": is a folder, where a file was to be written");
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !force) {
            throw new IOException(file + ": there is a file of that name; --force replaces it");
        }
        var parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new IOException(file + ": the folder " + parent + " does not exist");
        }
    }
}
