// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import dev.triad.core.audio.AudioSource;
import dev.triad.core.audio.Lyrics;
import dev.triad.core.audio.Song;
import dev.triad.corpus.audio.ffmpeg.SongDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The songs of one part of a data set.
final class DatasetSource implements AudioSource {
    private final AudioDataset dataset;
    private final List<Entry> entries;
    private final List<Song> songs;

    /// A song and where it is.
    record Entry(SongListing listing, AudioShard shard, IngestedSong place) {}

    DatasetSource(AudioDataset dataset, List<Entry> entries) {
        this.dataset = dataset;
        this.entries = List.copyOf(entries);
        this.songs = entries.stream().map(entry -> entry.listing.song()).toList();
    }

    @Override
    public int rate() {
        return dataset.manifest().options().rate();
    }

    @Override
    public int channels() {
        return dataset.manifest().options().channels();
    }

    @Override
    public List<Song> songs() {
        return songs;
    }

    @Override
    public Optional<Lyrics> lyrics(int song) throws IOException {
        return dataset.lyrics(entries.get(song).listing);
    }

    @Override
    public void read(int song, long start, float[]... into) throws IOException {
        int length = AudioSource.checkRead(start, channels(), into);
        var entry = entries.get(song);
        int there = (int) Math.clamp(entry.place.frames() - start, 0L, length);
        if (there > 0) {
            if (dataset.manifest().options().store() == Store.SONGS) {
                decode(entry, start, into, there);
            } else {
                entry.shard.read(entry.place, start, into, there);
            }
        }
        for (float[] channel : into) {
            Arrays.fill(channel, there, length, 0);
        }
    }

    private void decode(Entry entry, long start, float[][] into, int count) throws IOException {
        Path path = Path.of(dataset.manifest().folder()).resolve(entry.place.id());
        var file = new SongFile(entry.place.id(), path, entry.place.bytes(), entry.place.modified());
        if (!file.isUnchanged()) {
            throw new IOException(path + ": is gone or was changed since the data set was made; make it again with"
                    + " triad jukebox dataset --restart");
        }
        var points = entry.shard.seekPoints(entry.place);
        try (var decoder = SongDecoder.openAt(path, rate(), channels(), points, start)) {
            int read = decoder.read(into, 0, count);
            if (read < count) {
                throw new IOException("%s: ends at frame %d, and had %d when the data set was made"
                        .formatted(path, start + read, entry.place.frames()));
            }
        }
        for (float[] channel : into) {
            for (int i = 0; i < count; i++) {
                channel[i] = Math.clamp(channel[i], -1f, 1f);
            }
        }
    }
}
