// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import dev.triad.core.model.ModelFileException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A checkpoint's two parts, however the file lays them out: the pickled object, and the storages it refers to.
sealed interface StorageFile permits ZipLayout, LegacyLayout {
    /// What was pickled.
    @Nullable
    Object root();

    /// Where a storage lies.
    ///
    /// @throws IllegalArgumentException when the file has no such storage, or not of the length the pickle gives it
    Storage find(StorageRef storage);

    /// The bytes of a storage.
    interface Storage {
        /// Where they start in the file, as they lie there.
        long fileOffset();

        /// Reads them, all of them.
        MemorySegment bytes() throws ModelFileException;
    }
}
