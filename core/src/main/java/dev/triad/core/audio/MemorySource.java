// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Songs held in memory: for tests, and for collections small enough.
public final class MemorySource implements AudioSource {
    private final List<Song> songs;
    private final List<Waveform> waveforms;
    private final Map<String, Lyrics> lyrics;

    /// @param songs as many as `waveforms`, each with its waveform's frames
    /// @param waveforms all of one rate and with as many channels
    /// @param lyrics by the songs' ids
    public MemorySource(List<Song> songs, List<Waveform> waveforms, Map<String, Lyrics> lyrics) {
        this.songs = List.copyOf(songs);
        this.waveforms = List.copyOf(waveforms);
        this.lyrics = Map.copyOf(lyrics);
        if (songs.isEmpty() || songs.size() != waveforms.size()) {
            throw new IllegalArgumentException(
                    "%d songs do not go with %d waveforms".formatted(songs.size(), waveforms.size()));
        }
        var first = waveforms.getFirst();
        for (int i = 0; i < waveforms.size(); i++) {
            var waveform = waveforms.get(i);
            if (waveform.rate() != first.rate() || waveform.channels() != first.channels()) {
                throw new IllegalArgumentException("%s has %s, but %s has %s"
                        .formatted(songs.get(i).id(), waveform, songs.getFirst().id(), first));
            }
            if (waveform.frames() != songs.get(i).frames()) {
                throw new IllegalArgumentException("%s should have %d frames, but has %s"
                        .formatted(songs.get(i).id(), songs.get(i).frames(), waveform));
            }
        }
    }

    /// Unlabelled songs, named by their place.
    public static MemorySource of(Waveform... waveforms) {
        var songs = new ArrayList<Song>();
        for (var waveform : waveforms) {
            songs.add(Song.unlabelled("song-" + songs.size(), waveform.frames()));
        }
        return new MemorySource(songs, List.of(waveforms), Map.of());
    }

    @Override
    public int rate() {
        return waveforms.getFirst().rate();
    }

    @Override
    public int channels() {
        return waveforms.getFirst().channels();
    }

    @Override
    public List<Song> songs() {
        return songs;
    }

    @Override
    public Optional<Lyrics> lyrics(int song) {
        return Optional.ofNullable(lyrics.get(songs.get(song).id()));
    }

    @Override
    public void read(int song, long start, float[]... into) {
        int length = AudioSource.checkRead(start, channels(), into);
        var waveform = waveforms.get(song);
        int from = (int) Math.min(start, waveform.frames());
        int there = Math.min(length, waveform.frames() - from);
        for (int channel = 0; channel < into.length; channel++) {
            System.arraycopy(waveform.channel(channel), from, into[channel], 0, there);
            Arrays.fill(into[channel], there, length, 0);
        }
    }

    @Override
    public void close() {}
}
