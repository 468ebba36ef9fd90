// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.jukebox.vqvae.CodecFolder;
import dev.triad.jukebox.vqvae.VqVaeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A codec and the priors of its levels, found but not loaded.
///
/// @param codec turns codes into sound
/// @param priors by level, the top one first
record MusicModels(CodecLocation codec, SortedMap<Integer, PriorLocation> priors) {
    /// The models that options name one by one.
    static MusicModels of(Path codec, List<Path> priors) throws IOException {
        var byLevel = new TreeMap<Integer, PriorLocation>(Comparator.reverseOrder());
        for (var path : priors) {
            var prior = PriorLocation.of(path);
            int level = prior.config().level();
            var before = byLevel.put(level, prior);
            if (before != null) {
                throw new IllegalArgumentException(before.folder() + " and " + prior.folder()
                        + " are both priors of level " + level + "; name one of them");
            }
        }
        return new MusicModels(CodecLocation.of(codec), byLevel);
    }

    /// The models in a folder, each in a folder of its own, whatever it is called, or priors packed in a file.
    static MusicModels in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) throw new IOException(folder + ": is no folder of models");
        Path codec = null;
        var priors = new ArrayList<Path>();
        try (var entries = Files.list(folder)) {
            for (var entry : entries.sorted().toList()) {
                if (PriorLocation.isPrior(entry)) {
                    priors.add(entry);
                } else if (isCodec(entry)) {
                    if (codec != null) {
                        throw new IOException(
                                folder + ": has two codecs, " + codec + " and " + entry + "; name one with --codec");
                    }
                    codec = entry;
                }
            }
        }
        if (codec == null) throw new IOException(folder + ": has no codec in a folder of its own");
        if (priors.isEmpty())
            throw new IOException(folder + ": has no prior, in a folder of its own or packed in a file");
        return of(codec, priors);
    }

    private static boolean isCodec(Path folder) {
        if (!Files.isDirectory(folder)) return false;
        try {
            return CodecFolder.config(CodecLocation.of(folder).folder()).levels() > 0;
        } catch (IOException | IllegalArgumentException _) {
            return false;
        }
    }

    VqVaeConfig codecConfig() throws IOException {
        return CodecFolder.config(codec.folder());
    }

    /// The prior of a level, or null.
    @Nullable
    PriorLocation prior(int level) {
        return priors.get(level);
    }
}
