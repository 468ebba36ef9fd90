// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

/// What is known about a song; its words, which are long, are asked for one by one ([AudioSource#lyrics]).
///
/// @param id names it within its source, always the same (its path below the folder of songs, with `/`)
/// @param name what people call it (its file's name)
/// @param artist "" if unknown
/// @param genre "" if unknown
/// @param title "" if unknown
/// @param frames samples per channel, at the source's rate
public record Song(String id, String name, String artist, String genre, String title, long frames) {
    public Song {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a song needs an id");
        }
        if (frames < 1) {
            throw new IllegalArgumentException("the song " + id + " has " + frames + " frames; leave it out");
        }
    }

    /// A song of which nothing is known but its sound.
    public static Song unlabelled(String id, long frames) {
        return new Song(id, id, "", "", "", frames);
    }
}
