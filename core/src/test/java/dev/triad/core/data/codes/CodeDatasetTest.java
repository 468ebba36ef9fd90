// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.codes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.audio.Lyrics;
import dev.triad.core.audio.Song;
import dev.triad.core.file.Storage;
import dev.triad.core.random.RandomKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeDatasetTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {7, 2048, 65_536, 65_537})
    void whatIsWrittenIsReadBack(int codebook) throws IOException {
        var levels = new CodeLevels(8000, List.of(8, 32, 128), codebook);
        var lyrics = new Lyrics("la \"la\"\nla", List.of(new Lyrics.Span(0, 2, 0.25, 1e-3 + 1)));
        var songs = List.of(
                new CodedSong(new Song("a/1.mp3", "1.mp3", "Ä", "pop", "It's", 1000), lyrics),
                new CodedSong(Song.unlabelled("b", 128), null),
                new CodedSong(Song.unlabelled("c", 1), Lyrics.plain("x")));
        try (var writer = CodeDatasetWriter.create(folder.resolve("codes"), levels, "ab", 2000)) {
            for (int i = 0; i < 2; i++) writer.append("train", songs.get(i), codes(levels, songs.get(i), i));
            writer.append("validation", songs.get(2), codes(levels, songs.get(2), 2));
            writer.finish();
        }
        try (var dataset = CodeDataset.open(folder.resolve("codes"))) {
            dataset.verify();
            assertThat(dataset.manifest().levels()).isEqualTo(levels);
            assertThat(dataset.manifest().codec()).isEqualTo("ab");
            assertThat(dataset.part("validation").getFirst().songs()).containsExactly(songs.get(2));
            int at = 0;
            for (var shard : dataset.part("train")) {
                for (int song = 0; song < shard.songs().size(); song++, at++) {
                    assertThat(shard.songs().get(song)).isEqualTo(songs.get(at));
                    int[][] expected = codes(levels, songs.get(at), at);
                    for (int level = 0; level < 3; level++) {
                        assertThat(shard.codes(song, level)).containsExactly(expected[level]);
                    }
                    var last = new int[1];
                    shard.read(song, 0, expected[0].length - 1, last);
                    assertThat(last[0]).isEqualTo(expected[0][expected[0].length - 1]);
                }
            }
            assertThat(at).isEqualTo(2);
        }
    }

    @Test
    void aSongHasAsManyCodesAsItsTopLevelNeeds() {
        var levels = new CodeLevels(8000, List.of(8, 32, 128), 4);
        assertThat(levels.codes(2, 129)).isEqualTo(2);
        assertThat(levels.codes(1, 129)).isEqualTo(8);
        assertThat(levels.codes(0, 128)).isEqualTo(16);
        assertThatThrownBy(() -> new CodeLevels(8000, List.of(8, 20), 4))
                .hasMessage("each hop must be a multiple of the one before, not [8, 20]");
    }

    @Test
    void aSingleSongComesBackFromASafetensorsFile() throws IOException {
        var levels = new CodeLevels(8000, List.of(8, 32), 300);
        int[][] codes = codes(levels, new CodedSong(Song.unlabelled("a", 100), null), 1);
        var file = folder.resolve("song.safetensors");
        new CodeFile(levels, "ab", "a \"song\"", 100, codes).write(file);
        var read = CodeFile.read(file);
        assertThat(read.levels()).isEqualTo(levels);
        assertThat(read.codec()).isEqualTo("ab");
        assertThat(read.song()).isEqualTo("a \"song\"");
        assertThat(read.frames()).isEqualTo(100);
        assertThat(read.codes()).isDeepEqualTo(codes);
        new CodeFile(levels, "", "", 64, codes).write(folder.resolve("wrong.safetensors"));
        assertThatThrownBy(() -> CodeFile.read(folder.resolve("wrong.safetensors")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("codes.0 has 16 codes; 64 frames make 8");
        var top = folder.resolve("top.safetensors");
        new CodeFile(levels, "", "", 100, new int[][] {{}, codes[1]}).write(top);
        assertThat(CodeFile.read(top).codes()).isDeepEqualTo(new int[][] {{}, codes[1]});
    }

    @Test
    void codesThatDoNotFitAreRefused() throws IOException {
        var levels = new CodeLevels(8000, List.of(8), 4);
        try (var writer = CodeShardWriter.create(folder.resolve("x.codes"), levels, Storage.DISK)) {
            var song = new CodedSong(Song.unlabelled("a", 16), null);
            assertThatThrownBy(() -> writer.append(song, new int[][] {{1, 2, 3}}))
                    .hasMessage("a has 3 codes of level 0; its 16 frames make 2");
            assertThatThrownBy(() -> writer.append(song, new int[][] {{1, 4}}))
                    .hasMessage("code 4 is none of a codebook of 4");
        }
        assertThat(folder.resolve("x.codes")).doesNotExist();
    }

    @Test
    void anUnfinishedFolderIsGone() throws IOException {
        var levels = new CodeLevels(8000, List.of(8), 4);
        try (var writer = CodeDatasetWriter.create(folder.resolve("codes"), levels, "", 100)) {
            writer.append("train", new CodedSong(Song.unlabelled("a", 8), null), new int[][] {{1}});
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void noDamageGoesUnseenOrCrashes() throws IOException {
        var levels = new CodeLevels(8000, List.of(8, 16), 300);
        var file = folder.resolve("train-00000.codes");
        try (var writer = CodeShardWriter.create(file, levels, Storage.DISK)) {
            for (int i = 0; i < 3; i++) {
                var song = new CodedSong(Song.unlabelled("song " + i, 40L + i), null);
                writer.append(song, codes(levels, song, i));
            }
            writer.finish();
        }
        byte[] whole = Files.readAllBytes(file);
        var damaged = folder.resolve("damaged.codes");
        for (int length = 0; length < whole.length; length += 3) {
            Files.write(damaged, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> check(damaged, levels))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(damaged.toString());
        }
        var random = RandomKey.of(3).at(0, 0, 0);
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = whole.clone();
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 + random.nextInt(255));
            Files.write(damaged, bytes);
            assertThatThrownBy(() -> check(damaged, levels))
                    .as("byte %d", at)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(damaged.toString());
        }
    }

    private static void check(Path file, CodeLevels levels) throws IOException {
        try (var shard = CodeShard.open(file, levels)) {
            shard.verify();
        }
    }

    private static int[][] codes(CodeLevels levels, CodedSong song, int seed) {
        var random = RandomKey.of(seed).at(0, 0, 0);
        var codes = new int[levels.count()][];
        for (int level = 0; level < codes.length; level++) {
            codes[level] = new int[(int) levels.codes(level, song.song().frames())];
            for (int i = 0; i < codes[level].length; i++) codes[level][i] = random.nextInt(levels.codebookSize());
        }
        return codes;
    }
}
