// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import dev.triad.core.audio.Lyrics;
import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Sha256;
import dev.triad.core.file.Storage;
import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Gives songs that were decoded their labels, their words and their part, and writes the lists of them. Labels
/// come from the table, else from the file's tags; words from files, else from tags. It is quick, and so done
/// anew in every run: a corrected table needs no song decoded again.
final class Labelling {
    static final String SONGS_FILE = "songs.jsonl";
    static final String LYRICS_FILE = "lyrics.jsonl";

    private static final byte[] LINE_END = {'\n'};

    private final Map<String, SongFile> files;
    private final LabelTable table;
    private final LyricsFiles lyricsFiles;
    private final IngestOptions options;
    private final Progress progress;

    private final long[] songs = new long[2];
    private final long[] frames = new long[2];
    private long artists;
    private long genres;
    private long words;
    private long timed;

    Labelling(List<SongFile> files, Path folder, LabelTable table, IngestOptions options, Progress progress) {
        this.files = files.stream().collect(Collectors.toMap(SongFile::id, file -> file));
        this.table = table;
        this.lyricsFiles = new LyricsFiles(folder);
        this.options = options;
        this.progress = progress;
    }

    /// The two lists.
    record Lists(AudioManifest.Listing songs, AudioManifest.Listing lyrics) {}

    /// Writes the lists of the songs in `shards`, in their order.
    Lists write(Path out, List<AudioShard> shards, Storage storage) throws IOException {
        var validation = validation(shards);
        var songList = Sha256.digest();
        var lyricsList = Sha256.digest();
        try (var songFile = AtomicFile.create(out.resolve(SONGS_FILE), storage);
                var lyricsFile = AtomicFile.create(out.resolve(LYRICS_FILE), storage)) {
            for (var shard : shards) {
                for (var song : shard.songs()) {
                    byte[] text = lyrics(song).map(LyricsJson::render).orElse(new byte[0]);
                    byte[] line = listing(song, validation, lyricsFile.length(), text.length)
                            .render();
                    if (text.length > 0) {
                        for (byte[] part : List.of(text, LINE_END)) {
                            lyricsList.update(part);
                            lyricsFile.write(ByteBuffer.wrap(part));
                        }
                    }
                    for (byte[] part : List.of(line, LINE_END)) {
                        songList.update(part);
                        songFile.write(ByteBuffer.wrap(part));
                    }
                }
            }
            var lists = new Lists(
                    new AudioManifest.Listing(
                            SONGS_FILE, songFile.length(), HexFormat.of().formatHex(songList.digest())),
                    new AudioManifest.Listing(
                            LYRICS_FILE, lyricsFile.length(), HexFormat.of().formatHex(lyricsList.digest())));
            lyricsFile.commit();
            songFile.commit();
            return lists;
        }
    }

    /// How many songs and frames fell to each part that is to be.
    List<AudioManifest.Part> parts() {
        var train = new AudioManifest.Part(AudioManifest.TRAIN, songs[0], frames[0]);
        var validation = new AudioManifest.Part(AudioManifest.VALIDATION, songs[1], frames[1]);
        return songs[1] == 0 && options.validation() == 0 ? List.of(train) : List.of(train, validation);
    }

    IngestReport.Labelled labelled() {
        return new IngestReport.Labelled(artists, genres, words, timed);
    }

    private SongListing listing(IngestedSong song, Set<String> validation, long lyricsAt, int lyricsBytes) {
        var entry = table.of(song.id());
        boolean held = validation.contains(song.id());
        songs[held ? 1 : 0]++;
        frames[held ? 1 : 0] += song.frames();
        var listing = new SongListing(
                song.id(),
                song.id().substring(song.id().lastIndexOf('/') + 1),
                entry.artist().isEmpty() ? song.tags().artist() : entry.artist(),
                entry.genre().isEmpty() ? song.tags().genre() : entry.genre(),
                entry.title().isEmpty() ? song.tags().title() : entry.title(),
                held ? AudioManifest.VALIDATION : AudioManifest.TRAIN,
                song.frames(),
                lyricsAt,
                lyricsBytes);
        artists += listing.artist().isEmpty() ? 0 : 1;
        genres += listing.genre().isEmpty() ? 0 : 1;
        return listing;
    }

    /// Words whose files are bad are told about and left out, if the tags have none either.
    private Optional<Lyrics> lyrics(IngestedSong song) {
        Optional<Lyrics> lyrics = Optional.empty();
        var file = files.get(song.id());
        if (file != null) {
            try {
                lyrics = lyricsFiles.of(file, table.of(song.id()).lyricsFile());
            } catch (IOException e) {
                progress.message("left out the lyrics of %s: %s".formatted(song.id(), e.getMessage()));
            }
        }
        if (lyrics.isEmpty() && !song.tags().lyrics().isEmpty()) {
            lyrics = Optional.of(Lyrics.plain(song.tags().lyrics()));
        }
        words += lyrics.isPresent() ? 1 : 0;
        timed += lyrics.isPresent() && lyrics.get().isTimed() ? 1 : 0;
        return lyrics;
    }

    /// If the table says of any song where it belongs, those that it leaves open are learnt from; if of none,
    /// chance decides.
    private Set<String> validation(List<AudioShard> shards) {
        var ids = shards.stream()
                .flatMap(shard -> shard.songs().stream())
                .map(IngestedSong::id)
                .toList();
        var open = ids.stream().filter(id -> table.of(id).split().isEmpty()).toList();
        boolean decided = open.size() < ids.size();
        var chosen = decided ? Set.<String>of() : Split.validation(open, options.validation(), options.seed());
        return ids.stream()
                .filter(id -> chosen.contains(id) || table.of(id).split().equals(AudioManifest.VALIDATION))
                .collect(Collectors.toSet());
    }
}
