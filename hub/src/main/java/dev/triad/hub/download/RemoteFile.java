// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.util.Locale;

/// A file of a model as the hub announces it.
///
/// @param path where it stands in the repository, slash-separated and safe to resolve
/// @param size in bytes
/// @param checksum of the content
record RemoteFile(String path, long size, Checksum checksum) {
    /// "54.2 MB" (10⁶ bytes), for sentences.
    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }
}
