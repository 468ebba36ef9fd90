// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

/// A file that was left out.
///
/// @param id its path below the folder of songs
/// @param reason a clause with the file as its subject ("is silent")
public record SkippedSong(String id, String reason) {
    @Override
    public String toString() {
        return id + " " + reason;
    }
}
