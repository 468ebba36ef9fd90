// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.audio.Song;
import dev.triad.core.audio.WavFile;
import dev.triad.core.audio.Waveform;
import dev.triad.core.file.Storage;
import dev.triad.core.progress.Progress;
import dev.triad.corpus.audio.ffmpeg.SoundFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IngestionTest {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource
    void everySongIsReadBack(Store store) throws Exception {
        var library = new Library(temporary.resolve("songs")).songs(6);
        Path out = temporary.resolve("out");
        var report = ingest(library, LabelTable.EMPTY, options(store), 2).run(out, false, Progress.NONE);
        assertThat(report.outcome()).isEqualTo(IngestReport.Outcome.PREPARED);
        assertThat(report.skipped()).isEmpty();
        try (var dataset = AudioDataset.open(out)) {
            dataset.verify(Progress.NONE);
            assertThat(dataset.parts()).containsExactly(AudioManifest.TRAIN, AudioManifest.VALIDATION);
            int songs = 0;
            for (String name : dataset.parts()) {
                try (var part = dataset.part(name)) {
                    assertThat(part.rate()).isEqualTo(Library.RATE);
                    for (int song = 0; song < part.songs().size(); song++) {
                        var known = part.songs().get(song);
                        var original = WavFile.read(library.folder().resolve(known.id()));
                        assertThat(known.frames()).isEqualTo(original.frames());
                        float[] left = new float[original.frames()];
                        float[] right = new float[original.frames()];
                        part.read(song, 100, left, right);
                        int there = original.frames() - 100;
                        float tolerance = store == Store.INT16 ? 0x1p-15f : 0;
                        assertThat(Arrays.copyOf(left, there))
                                .containsExactly(
                                        Arrays.copyOfRange(original.channel(0), 100, original.frames()),
                                        within(tolerance));
                        assertThat(Arrays.copyOf(right, there))
                                .containsExactly(
                                        Arrays.copyOfRange(
                                                original.channel(original.channels() - 1), 100, original.frames()),
                                        within(tolerance));
                        assertThat(Arrays.copyOfRange(left, there, left.length)).containsOnly(0);
                        songs++;
                    }
                }
            }
            assertThat(songs).isEqualTo(6);
            assertThatThrownBy(() -> dataset.part("test")).hasMessageContaining("only train, validation");
        }
    }

    @Test
    void filesThatAreNoUseAreNamedAndLeftOut() throws Exception {
        var library = new Library(temporary.resolve("songs")).songs(3);
        library.song("silent.wav", Waveform.silence(Library.RATE, 1, 20_000));
        library.song("short.wav", SoundFiles.music(Library.RATE, 1, 0.5));
        library.song("long.wav", SoundFiles.music(Library.RATE, 1, 6));
        float[] clipped = SoundFiles.music(Library.RATE, 1, 2).mono();
        for (int i = 0; i < clipped.length; i++) {
            clipped[i] = Math.clamp(4 * clipped[i], -1f, 1f);
        }
        library.song("clipped.wav", Waveform.of(Library.RATE, clipped));
        float[] broken = SoundFiles.music(Library.RATE, 1, 2).mono();
        broken[5_000] = Float.POSITIVE_INFINITY;
        library.song("infinite.wav", Waveform.of(Library.RATE, broken));
        library.text("words.mp3", "This is no music.");
        library.text("readme.txt", "Nor does this claim to be.");
        Path out = temporary.resolve("out");
        var told = new ArrayList<String>();
        var report = ingest(library, LabelTable.EMPTY, options(Store.INT16), 2).run(out, false, telling(told));
        assertThat(report.skipped())
                .extracting(SkippedSong::toString)
                .satisfiesExactlyInAnyOrder(
                        song -> assertThat(song)
                                .startsWith("clipped.wav is clipped: ")
                                .endsWith("peaks reach 1.00"),
                        song -> assertThat(song).isEqualTo("infinite.wav holds samples that are not numbers"),
                        song -> assertThat(song).isEqualTo("long.wav lasts longer than 5.0 s"),
                        song -> assertThat(song).isEqualTo("short.wav lasts only 0.50 s, and 1.0 are wanted"),
                        song -> assertThat(song).isEqualTo("silent.wav is silent"),
                        song -> assertThat(song).startsWith("words.mp3 is no sound file that can be read ("));
        assertThat(told).hasSize(6).allMatch(line -> line.startsWith("left out "));
        assertThat(Files.readAllLines(out.resolve("skipped.csv"))).hasSize(7).contains("\"silent.wav\",\"is silent\"");
        try (var dataset = AudioDataset.open(out)) {
            assertThat(dataset.manifest().parts())
                    .extracting(AudioManifest.Part::songs)
                    .containsExactly(2L, 1L);
        }
    }

    @Test
    void aFolderWithoutASongIsRefused() throws IOException {
        var library = new Library(temporary.resolve("songs"));
        library.song("silent.wav", Waveform.silence(Library.RATE, 1, 20_000));
        assertThatThrownBy(() -> ingest(library, LabelTable.EMPTY, options(Store.INT16), 1)
                        .run(temporary.resolve("out"), false, Progress.NONE))
                .hasMessageContaining("none of its 1 files can be used; the first one, silent.wav is silent");
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        assertThatThrownBy(() -> SongFile.find(empty)).hasMessageContaining("holds no file of a kind that has sound");
        assertThatThrownBy(() -> SongFile.find(temporary.resolve("nowhere"))).hasMessageContaining("is not a folder");
    }

    @Test
    void linksAreFollowed() throws IOException {
        var songs = Files.createDirectories(temporary.resolve("songs"));
        new Library(songs.resolve("album")).songs(2);
        Path link = Files.createSymbolicLink(temporary.resolve("link"), songs);
        assertThat(SongFile.find(link)).extracting(SongFile::id).isNotEmpty().allMatch(id -> id.startsWith("album/"));
        Files.createSymbolicLink(songs.resolve("again"), songs);
        assertThatThrownBy(() -> SongFile.find(link)).hasMessageContaining("again: links to a folder that contains it");
    }

    @Test
    void labelsComeFromTheTableAndWordsFromFiles() throws Exception {
        var library = new Library(temporary.resolve("songs")).songs(3);
        library.text("artist-0/song-00.txt", "so high\r\nso low\r\n");
        library.text("artist-0/song-00.words.csv", "word_start,word_end\n0.1,0.2\n0.2,0.4\n0.5,0.6\n0.6,0.9\n");
        Path table = library.text("table.csv", """
                file,artist,genre,title,licence,split
                artist-0/song-00.wav,"Bach, J. S.",Fugue,Little,CC0,train
                artist-1/song-01.wav,Clara,,Romanze,CC0,validation
                gone.wav,Nobody,,,,
                """);
        Path out = temporary.resolve("out");
        var told = new ArrayList<String>();
        var report =
                ingest(library, LabelTable.read(table), options(Store.INT16), 1).run(out, false, telling(told));
        assertThat(told).containsExactly("1 of the 3 songs in the table of labels are not in " + library.folder());
        assertThat(report.labelled()).isEqualTo(new IngestReport.Labelled(2, 1, 1, 1));
        try (var dataset = AudioDataset.open(out)) {
            var train = dataset.part(AudioManifest.TRAIN);
            assertThat(train.songs())
                    .containsExactly(
                            new Song("artist-0/song-00.wav", "song-00.wav", "Bach, J. S.", "Fugue", "Little", 9_600),
                            new Song("artist-2/song-02.wav", "song-02.wav", "", "", "", 11_200));
            var lyrics = train.lyrics(0).orElseThrow();
            assertThat(lyrics.text()).isEqualTo("so high\nso low");
            assertThat(lyrics.spans()).hasSize(4);
            assertThat(lyrics.text().substring(lyrics.spans().get(3).from())).isEqualTo("low");
            assertThat(train.lyrics(1)).isEmpty();
            assertThat(dataset.part(AudioManifest.VALIDATION).songs())
                    .extracting(Song::title)
                    .containsExactly("Romanze");
        }
        // A corrected table needs no song decoded again.
        var before = Files.getLastModifiedTime(out.resolve(ShardFormat.name(0)));
        library.text("table.csv", "file,artist\nartist-2/song-02.wav,Fanny\n");
        var again =
                ingest(library, LabelTable.read(table), options(Store.INT16), 1).run(out, false, telling(told));
        assertThat(again.outcome()).isEqualTo(IngestReport.Outcome.RESUMED);
        assertThat(again.decoded()).isZero();
        assertThat(Files.getLastModifiedTime(out.resolve(ShardFormat.name(0)))).isEqualTo(before);
    }

    @Test
    void theNumberOfThreadsChangesNoByte() throws Exception {
        var library = new Library(temporary.resolve("songs")).songs(9);
        for (int threads : new int[] {1, 4}) {
            ingest(library, LabelTable.EMPTY, options(Store.INT16), threads)
                    .run(temporary.resolve("out-" + threads), false, Progress.NONE);
        }
        assertThat(contents(temporary.resolve("out-4"))).isEqualTo(contents(temporary.resolve("out-1")));
    }

    @Test
    void aFullDiskLosesNothingAndTheNextRunGoesOn() throws Exception {
        var library = new Library(temporary.resolve("songs"));
        for (int i = 0; i < 4; i++) { // each fills a shard
            library.song("song-%d.wav".formatted(i), SoundFiles.music(44_100, 2, 4.5));
        }
        var options = new IngestOptions(44_100, 2, Store.INT16, 1, 5, 0.02, 0.25, 42);
        Path whole = temporary.resolve("whole");
        ingest(library, LabelTable.EMPTY, options, 1).run(whole, false, Progress.NONE);
        Path out = temporary.resolve("out");
        var room = new AtomicLong(2_000_000);
        Storage disk = file -> new Storage.Output() {
            private final Storage.Output output = Storage.DISK.open(file);

            @Override
            public int write(ByteBuffer bytes) throws IOException {
                if (room.addAndGet(-bytes.remaining()) < 0) {
                    throw new IOException("No space left on device");
                }
                return output.write(bytes);
            }

            @Override
            public void force() throws IOException {
                output.force();
            }

            @Override
            public void close() throws IOException {
                output.close();
            }
        };
        assertThatThrownBy(() -> new Ingestion(library.folder(), LabelTable.EMPTY, options, 1, disk)
                        .run(out, false, Progress.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("songs-00002.shard");
        assertThat(contents(out)).containsOnlyKeys("songs-00000.shard", "songs-00001.shard");
        assertThatThrownBy(() -> AudioDataset.open(out)).hasMessageContaining("holds no manifest.json");
        var told = new ArrayList<String>();
        var report = ingest(library, LabelTable.EMPTY, options, 1).run(out, false, telling(told));
        assertThat(report.outcome()).isEqualTo(IngestReport.Outcome.RESUMED);
        assertThat(told).containsExactly("going on with 2 of 4 shards, the others are there");
        assertThat(contents(out)).isEqualTo(contents(whole));
        assertThat(ingest(library, LabelTable.EMPTY, options, 1)
                        .run(out, false, Progress.NONE)
                        .outcome())
                .isEqualTo(IngestReport.Outcome.ALREADY_THERE);
    }

    @Test
    void whatIsThereIsReplacedOnlyWhenAskedFor() throws Exception {
        var library = new Library(temporary.resolve("songs")).songs(2);
        Path out = temporary.resolve("out");
        ingest(library, LabelTable.EMPTY, options(Store.INT16), 1).run(out, false, Progress.NONE);
        var other = ingest(library, LabelTable.EMPTY, options(Store.FLOAT32), 1);
        assertThatThrownBy(() -> other.run(out, false, Progress.NONE))
                .hasMessageContaining("was made from other songs or with other options");
        assertThat(other.run(out, true, Progress.NONE).manifest().options().store())
                .isEqualTo(Store.FLOAT32);
        Files.writeString(out.resolve("thesis.txt"), "irreplaceable");
        assertThatThrownBy(() -> other.run(out, true, Progress.NONE)).hasMessageContaining("holds thesis.txt");
    }

    @Test
    void aSongThatChangedIsNoticedWhenItIsReadInPlace() throws Exception {
        var library = new Library(temporary.resolve("songs")).songs(2);
        Path out = temporary.resolve("out");
        ingest(library, LabelTable.EMPTY, options(Store.SONGS), 1).run(out, false, Progress.NONE);
        Path song = library.folder().resolve("artist-0/song-00.wav");
        try (var dataset = AudioDataset.open(out)) {
            var part = dataset.part(
                    dataset.part(AudioManifest.TRAIN).songs().getFirst().id().contains("00")
                            ? AudioManifest.TRAIN
                            : AudioManifest.VALIDATION);
            part.read(0, 0, new float[10], new float[10]);
            Files.setLastModifiedTime(song, FileTime.fromMillis(0));
            assertThatThrownBy(() -> part.read(0, 0, new float[10], new float[10]))
                    .hasMessageContaining("is gone or was changed since the data set was made");
        }
    }

    @Test
    void damageIsFoundAndNamed() throws Exception {
        var library = new Library(temporary.resolve("songs")).songs(2);
        Path out = temporary.resolve("out");
        ingest(library, LabelTable.EMPTY, options(Store.INT16), 1).run(out, false, Progress.NONE);
        Path shard = out.resolve(ShardFormat.name(0));
        byte[] whole = Files.readAllBytes(shard);
        for (int length : new int[] {0, 10, 100, whole.length / 2, whole.length - 40, whole.length - 1}) {
            Files.write(shard, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> AudioDataset.open(out))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(shard + ": is ");
        }
        for (int at = 0; at < whole.length; at += at < whole.length - 1_500 ? 997 : 7) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x10;
            Files.write(shard, changed);
            assertThatThrownBy(() -> {
                        try (var dataset = AudioDataset.open(out)) {
                            dataset.verify(Progress.NONE);
                        }
                    })
                    .as("byte %d", at)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(shard.toString());
        }
        Files.delete(shard);
        assertThatThrownBy(() -> AudioDataset.open(out)).hasMessage(shard + ": is missing, and the manifest lists it");
        Files.write(shard, whole);
        Files.writeString(out.resolve("songs.jsonl"), "{}");
        assertThatThrownBy(() -> AudioDataset.open(out)).hasMessageContaining("songs.jsonl: is not the file");
    }

    private static IngestOptions options(Store store) {
        return new IngestOptions(Library.RATE, 2, store, 1, 5, 0.02, 0.25, 42);
    }

    private static Ingestion ingest(Library library, LabelTable table, IngestOptions options, int threads) {
        return new Ingestion(library.folder(), table, options, threads);
    }

    private static Progress telling(List<String> lines) {
        return new Progress() {
            @Override
            public Task start(String name, long total, String unit) {
                return Task.NONE;
            }

            @Override
            public synchronized void message(String line) {
                lines.add(line);
            }
        };
    }

    private static Map<String, ByteBuffer> contents(Path folder) throws IOException {
        var contents = new TreeMap<String, ByteBuffer>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                contents.put(file.getFileName().toString(), ByteBuffer.wrap(Files.readAllBytes(file)));
            }
        }
        return contents;
    }
}
