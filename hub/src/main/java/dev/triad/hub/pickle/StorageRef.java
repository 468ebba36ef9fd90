// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import dev.triad.core.model.Quote;
import dev.triad.hub.pickle.AllowedGlobal.StorageType;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/// A pickle's word for a storage: its bytes lie elsewhere in the file, under a key.
///
/// @param key what the file calls it
/// @param type what its elements are
/// @param count how many elements it has, by the pickle
/// @param viewStart the first element of it that is meant; 0 except in files of the first versions
/// @param viewCount how many elements are meant; `count` except in files of the first versions
record StorageRef(String key, StorageType type, long count, long viewStart, long viewCount) {
    StorageRef {
        // 2^58 elements of at most 16 bytes: every product below stays in 64 bits.
        if (count < 0 || count > 1L << 58) {
            throw new PickleException("gives storage " + Quote.of(key) + " " + count + " elements");
        }
        if (viewStart < 0 || viewCount < 0 || viewStart > count - viewCount) {
            throw new PickleException("takes " + viewCount + " elements from element " + viewStart + " of storage "
                    + Quote.of(key) + ", which has " + count);
        }
    }

    /// Reads what `torch.save` writes for a storage: ("storage", type, key, device, count), which the legacy layout
    /// follows up with None or, in early files, a view (key, start, count).
    static StorageRef of(@Nullable Object persistentId) {
        if (!(persistentId instanceof Object[] parts) || parts.length < 5 || parts.length > 6) {
            throw new PickleException("refers to something other than a storage");
        }
        if (!(parts[0] instanceof String kind) || !kind.equals("storage")) {
            throw new PickleException(
                    "refers to " + (parts[0] instanceof String other ? Quote.of(other) : "something other")
                            + " where a storage was expected");
        }
        if (!(parts[1] instanceof StorageType type)) {
            throw new PickleException("refers to a storage without a type");
        }
        String key = PythonValues.text(parts[2]);
        long count = PythonValues.whole(parts[4]);
        if (parts.length == 5 || parts[5] == null) {
            return new StorageRef(key, type, count, 0, count);
        }
        var view = PythonValues.list(parts[5]);
        if (view.size() != 3) {
            throw new PickleException("has a view of storage " + Quote.of(key) + " without start and size");
        }
        return new StorageRef(key, type, count, PythonValues.whole(view.get(1)), PythonValues.whole(view.get(2)));
    }

    /// The bytes of the whole storage.
    long byteLength() {
        return count * type.elementBytes();
    }
}
