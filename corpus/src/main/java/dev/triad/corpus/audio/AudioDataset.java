// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import dev.triad.core.audio.AudioSource;
import dev.triad.core.audio.Lyrics;
import dev.triad.core.file.Sha256;
import dev.triad.core.progress.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A folder that `triad jukebox dataset` made: the songs of each part, to train on and to measure with. Opening
/// checks that every file is there, whole, and the one the manifest means; [#verify] also reads every byte.
/// Memory is what the songs' labels take; sound is mapped, or decoded as it is read.
public final class AudioDataset implements AutoCloseable {
    private final Path directory;
    private final AudioManifest manifest;
    private final List<AudioShard> shards;
    private final FileChannel lyrics;
    private final Map<String, DatasetSource> parts = new LinkedHashMap<>();

    private AudioDataset(Path directory, AudioManifest manifest, List<AudioShard> shards, FileChannel lyrics)
            throws IOException {
        this.directory = directory;
        this.manifest = manifest;
        this.shards = List.copyOf(shards);
        this.lyrics = lyrics;
        var songs = new LinkedHashMap<String, List<DatasetSource.Entry>>();
        manifest.parts().forEach(part -> songs.put(part.name(), new ArrayList<>()));
        Path list = directory.resolve(manifest.songs().file());
        try (var lines = Files.newBufferedReader(list)) {
            int number = 0;
            for (var shard : shards) {
                for (var song : shard.songs()) {
                    var listing = listing(lines, list, ++number);
                    var part = songs.get(listing.part());
                    if (!listing.id().equals(song.id()) || listing.frames() != song.frames() || part == null) {
                        throw new IOException("%s: line %d is not about %s, which %s has"
                                .formatted(list, number, song.id(), shard.file()));
                    }
                    part.add(new DatasetSource.Entry(listing, shard, song));
                }
            }
        }
        songs.forEach((name, entries) -> parts.put(name, new DatasetSource(this, entries)));
    }

    private static SongListing listing(BufferedReader lines, Path list, int number) throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("%s: ends after %d lines, before the last song".formatted(list, number - 1));
        }
        try {
            return SongListing.parse(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IOException("%s: line %d %s".formatted(list, number, e.getMessage()), e);
        }
    }

    /// Opens the data set in `directory`.
    ///
    /// @throws IOException that names the file that is missing, damaged or another one
    public static AudioDataset open(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + ": is not a folder");
        }
        var manifest = AudioManifest.read(directory);
        check(directory, manifest.songs());
        check(directory, manifest.lyrics());
        var shards = new ArrayList<AudioShard>();
        FileChannel lyrics =
                FileChannel.open(directory.resolve(manifest.lyrics().file()), StandardOpenOption.READ);
        try {
            for (var entry : manifest.shards()) {
                var shard = shard(directory.resolve(entry.file()));
                shards.add(shard);
                long frames =
                        shard.songs().stream().mapToLong(IngestedSong::frames).sum();
                if (Files.size(shard.file()) != entry.bytes()
                        || shard.songs().size() != entry.songs()
                        || frames != entry.frames()) {
                    throw new IOException(
                            shard.file() + ": is not the file the manifest means: its size or its counts differ");
                }
            }
            return new AudioDataset(directory, manifest, shards, lyrics);
        } catch (IOException | RuntimeException e) {
            shards.forEach(AudioShard::close);
            lyrics.close();
            throw e;
        }
    }

    private static AudioShard shard(Path file) throws IOException {
        try {
            return AudioShard.open(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": is missing, and the manifest lists it", e);
        }
    }

    private static void check(Path directory, AudioManifest.Listing listing) throws IOException {
        Path file = directory.resolve(listing.file());
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": is missing, and the manifest lists it");
        }
        if (Files.size(file) != listing.bytes() || !Sha256.of(file).equals(listing.sha256())) {
            throw new IOException(file + ": is not the file the manifest means: its SHA-256 differs");
        }
    }

    public Path directory() {
        return directory;
    }

    public AudioManifest manifest() {
        return manifest;
    }

    /// The names of the parts.
    public List<String> parts() {
        return List.copyOf(parts.keySet());
    }

    /// The songs of one part; closing it closes nothing.
    ///
    /// @param name [AudioManifest#TRAIN] or [AudioManifest#VALIDATION]
    /// @throws IllegalArgumentException if the data set has no such part
    public AudioSource part(String name) {
        var part = parts.get(name);
        if (part == null) {
            throw new IllegalArgumentException(
                    "%s has no part \"%s\", only %s".formatted(directory, name, String.join(", ", parts.keySet())));
        }
        return part;
    }

    /// Reads every byte of the shards.
    ///
    /// @throws IOException that names the first damaged file, and the song where that can be told
    public void verify(Progress progress) throws IOException {
        long total =
                manifest.shards().stream().mapToLong(AudioManifest.Shard::bytes).sum();
        try (var task = progress.start("checking " + directory, total, "bytes")) {
            for (int i = 0; i < shards.size(); i++) {
                var shard = shards.get(i);
                for (var song : shard.songs()) {
                    shard.verify(song);
                }
                var entry = manifest.shards().get(i);
                if (!Sha256.of(shard.file()).equals(entry.sha256())) {
                    throw new IOException(shard.file() + ": is not the file the manifest means: its SHA-256 differs");
                }
                task.advance(entry.bytes());
            }
        }
    }

    /// The words of a song.
    Optional<Lyrics> lyrics(SongListing song) throws IOException {
        if (song.lyricsBytes() == 0) {
            return Optional.empty();
        }
        var line = ByteBuffer.allocate(song.lyricsBytes());
        Path file = directory.resolve(manifest.lyrics().file());
        while (line.hasRemaining()) {
            if (lyrics.read(line, song.lyricsAt() + line.position()) < 0) {
                throw new IOException("%s: ends before the words of %s".formatted(file, song.id()));
            }
        }
        try {
            return Optional.of(LyricsJson.parse(line.array()));
        } catch (IOException e) {
            throw new IOException("%s: at byte %d %s".formatted(file, song.lyricsAt(), e.getMessage()), e);
        }
    }

    @Override
    public void close() throws IOException {
        shards.forEach(AudioShard::close);
        lyrics.close();
    }
}
