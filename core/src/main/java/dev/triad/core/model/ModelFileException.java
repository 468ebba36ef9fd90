// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import java.io.IOException;

/// A model file that cannot be read: one sentence that names the file and the tensor or byte that is wrong.
public final class ModelFileException extends IOException {
    /// @param place the file, as the user knows it
    /// @param fault what is wrong with it, without a full stop
    public ModelFileException(String place, String fault) {
        super(place + ": " + fault);
    }
}
