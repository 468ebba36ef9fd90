// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import dev.triad.core.file.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A file that may hold a song.
///
/// @param id its path below the folder, with `/`
/// @param path where it is
/// @param bytes its size
/// @param modified when it was last changed, in milliseconds since 1970
public record SongFile(String id, Path path, long bytes, long modified) {
    /// What files with sound, or video with sound, are called.
    private static final Set<String> SUFFIXES = Set.of(
            "aac", "ac3", "aif", "aifc", "aiff", "ape", "asf", "au", "avi", "caf", "dsf", "flac", "flv", "m4a", "m4b",
            "m4v", "mka", "mkv", "mov", "mp2", "mp3", "mp4", "mpc", "mpeg", "mpg", "oga", "ogg", "ogv", "opus", "rm",
            "tak", "tta", "voc", "w64", "wav", "webm", "wma", "wmv", "wv");

    /// All files below `folder` whose names promise sound, in the order of their ids. Links are followed.
    ///
    /// @throws IOException if `folder` is none, or holds no such file
    public static List<SongFile> find(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + ": is not a folder; give the folder that the songs are in");
        }
        var found = new ArrayList<SongFile>();
        for (var path : FileTree.files(folder)) {
            if (!promisesSound(path)) continue;
            String id = folder.relativize(path).toString().replace('\\', '/');
            found.add(new SongFile(
                    id, path, Files.size(path), Files.getLastModifiedTime(path).toMillis()));
        }
        if (found.isEmpty()) {
            throw new IOException(folder + ": holds no file of a kind that has sound, such as .mp3, .flac or .wav");
        }
        found.sort(Comparator.comparing(SongFile::id));
        return List.copyOf(found);
    }

    private static boolean promisesSound(Path path) {
        String name = String.valueOf(path.getFileName());
        return !name.startsWith(".") && SUFFIXES.contains(suffix(name));
    }

    /// What the file's name ends with, in lower case and without the dot: `mp3`.
    public String suffix() {
        return suffix(name());
    }

    private static String suffix(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /// What people call the file.
    String name() {
        return String.valueOf(path.getFileName());
    }

    /// The name of a file beside this one: the same but for what follows the last dot.
    Path beside(String ending) {
        String name = name();
        return path.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ending);
    }

    /// Whether the file is still the one it was.
    boolean isUnchanged() throws IOException {
        return Files.exists(path)
                && Files.size(path) == bytes
                && Files.getLastModifiedTime(path).toMillis() == modified;
    }
}
