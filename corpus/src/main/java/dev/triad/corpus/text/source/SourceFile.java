// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/// A file of a corpus, as it was found.
///
/// @param path where it is
/// @param name its path for people and manifests, with `/`
/// @param bytes its size
/// @param modified when it was last written
public record SourceFile(Path path, String name, long bytes, Instant modified, SourceFormat format) {
    static SourceFile of(Path path, SourceFormat format) throws IOException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new SourceFile(
                path,
                path.toString().replace('\\', '/'),
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                format);
    }

    /// @throws IOException if the file is no longer the one that was found
    void checkUnchanged() throws IOException {
        var now = of(path, format);
        if (now.bytes != bytes || !now.modified.equals(modified)) {
            throw new IOException(name + ": changed while it was read; begin again when it is complete");
        }
    }
}
