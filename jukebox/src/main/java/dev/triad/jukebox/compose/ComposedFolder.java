// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.compose;

import dev.triad.core.audio.SampleFormat;
import dev.triad.core.audio.WavWriter;
import dev.triad.core.file.AtomicFolder;
import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// A folder of composed songs as people keep theirs: WAV files of 16 bits, `metadata.csv`, and for each song its
/// words in `.lyrics.txt` and their times in `.words.csv`.
public final class ComposedFolder {
    private static final String LICENCE = "CC0-1.0";

    private ComposedFolder() {}

    /// Composes songs 0 to `count` − 1 into a new folder, which appears when it is whole.
    ///
    /// @throws IOException if `out` is there already, or cannot be written
    public static void write(Path out, Composer composer, int count, Progress progress) throws IOException {
        if (Files.exists(out)) {
            throw new IOException(out + ": is there already; remove it, or give another folder");
        }
        try (var folder = AtomicFolder.create(out);
                var task = progress.start("composing", count, "songs")) {
            var table = new StringBuilder("file,artist,title,genre,licence,lyrics_file\n");
            for (int number = 0; number < count; number++) {
                var song = composer.song(number);
                String name = String.format(Locale.ROOT, "song-%04d", number);
                WavWriter.write(folder.path().resolve(name + ".wav"), song.sound(), SampleFormat.PCM16);
                write(folder.path().resolve(name + ".lyrics.txt"), song.lyrics().text() + "\n");
                write(folder.path().resolve(name + ".words.csv"), times(song));
                table.append(String.format(
                        Locale.ROOT,
                        "%s.wav,%s,%s,%s,%s,%s.lyrics.txt %s.words.csv\n",
                        name,
                        song.artist().label(),
                        song.title(),
                        song.genre().label(),
                        LICENCE,
                        name,
                        name));
                task.advance(1);
            }
            write(folder.path().resolve("metadata.csv"), table.toString());
            folder.commit();
        }
    }

    private static String times(ComposedSong song) {
        var lines = new StringBuilder("word_start,word_end\n");
        for (var span : song.lyrics().spans()) {
            lines.append(String.format(Locale.ROOT, "%.6f,%.6f\n", span.start(), span.end()));
        }
        return lines.toString();
    }

    private static void write(Path file, String content) throws IOException {
        Files.writeString(file, content, StandardCharsets.UTF_8);
    }
}
