// SPDX-License-Identifier: Apache-2.0
package dev.triad.report.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;

/// A page to listen to music that was made, to look at it, and to see how it was asked for. It needs nothing but
/// itself, or, where the sound is too long for that, the files beside it.
///
/// @param title of the page
/// @param introduction a sentence or two
/// @param settings what was asked for, by name
/// @param pieces what came of it
public record MusicPage(String title, String introduction, SequencedMap<String, String> settings, List<Piece> pieces) {
    /// Bytes of sound and pictures that a page holds itself; with more, it refers to their files.
    private static final long EMBEDDED = 24_000_000;

    public MusicPage {
        pieces = List.copyOf(pieces);
    }

    /// One piece of music.
    ///
    /// @param title what it is called
    /// @param sounds of it; the first is the best
    /// @param pictures of it
    /// @param words that are sung, or empty
    public record Piece(String title, List<Sound> sounds, List<Picture> pictures, String words) {
        public Piece {
            sounds = List.copyOf(sounds);
            pictures = List.copyOf(pictures);
        }
    }

    /// A WAV file.
    public record Sound(String caption, Path wav) {}

    /// A PNG file.
    public record Picture(String caption, Path png) {}

    /// Writes the page, whole or not at all.
    ///
    /// @param html the file; where the page refers to others they must lie beside or below it
    public void write(Path html) throws IOException {
        long bytes = 0;
        for (var piece : pieces) {
            for (var sound : piece.sounds()) bytes += Files.size(sound.wav());
            for (var picture : piece.pictures()) bytes += Files.size(picture.png());
        }
        var attachment = bytes <= EMBEDDED ? Attachment.INSIDE : Attachment.beside(html);
        var page = new Page(title, introduction);
        for (var piece : pieces) add(piece, page, attachment);
        page.section("How it was asked for").list(settings);
        page.write(html);
    }

    private static void add(Piece piece, Page page, Attachment attachment) throws IOException {
        page.section(piece.title());
        for (var sound : piece.sounds()) {
            page.add(Page.figure(attachment.sound(sound.wav()), sound.caption()));
        }
        for (var picture : piece.pictures()) {
            page.add(Page.figure(attachment.picture(picture.png(), picture.caption()), picture.caption()));
        }
        if (!piece.words().isBlank()) {
            page.add(Html.text("Words").in("h3")).add(Html.text(piece.words()).in("pre class=\"text\""));
        }
    }
}
