// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio.ffmpeg;

import java.io.IOException;
import java.nio.file.Path;

/// A file that holds no sound that can be used. Its message names the file; [#reason] does not.
public final class UnreadableSongException extends IOException {
    private final String reason;

    UnreadableSongException(Path file, String reason) {
        super(file + ": " + reason);
        this.reason = reason;
    }

    /// What is wrong, with the file as the subject ("holds no sound").
    public String reason() {
        return reason;
    }
}
