// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.audio.Lyrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsTest {
    @TempDir
    Path folder;

    @Test
    void linesMayHaveTimesWithOrWithoutAText() throws IOException {
        write("song.lines.csv", "start_time,end_time,lyrics_line\n1.5,2,\"hey, you\"\n2,3.25,there\n");
        var lines = List.of(new Lyrics.Span(0, 8, 1.5, 2), new Lyrics.Span(9, 14, 2, 3.25));
        assertThat(lyrics("")).contains(new Lyrics("hey, you\nthere", lines));
        write("song.lyrics.txt", "\uFEFFhey, you\r\n\r\nthere\n");
        assertThat(lyrics(""))
                .contains(new Lyrics(
                        "hey, you\n\nthere", List.of(new Lyrics.Span(0, 8, 1.5, 2), new Lyrics.Span(10, 15, 2, 3.25))));
        write("song.lyrics.txt", "hey, you");
        assertThatThrownBy(() -> lyrics("")).hasMessageContaining("times for 2 pieces of a text that has 1");
    }

    @Test
    void karaokeFilesAreRead() throws IOException {
        write("song.lrc", "[ar:Somebody]\n[00:01.50]hey\n[00:05.00][01:02]again\n[00:03]\n");
        assertThat(lyrics(""))
                .contains(new Lyrics(
                        "hey\nagain\nagain",
                        List.of(
                                new Lyrics.Span(0, 3, 1.5, 3),
                                new Lyrics.Span(4, 9, 5, 62),
                                new Lyrics.Span(10, 15, 62, 62))));
        write("song.lrc", "no times");
        assertThatThrownBy(() -> lyrics("")).hasMessageContaining("holds no line with a time");
    }

    @Test
    void wordsMayBeNamedByTheTable() throws IOException {
        assertThat(lyrics("")).isEmpty();
        write("other words.txt", "la la");
        assertThat(lyrics("other words.txt")).contains(Lyrics.plain("la la"));
        write("a.txt", "la");
        write("a.words.csv", "word_start,word_end,line_end\n0.5,1,nan\n");
        assertThat(lyrics("a.txt a.words.csv")).map(Lyrics::isTimed).contains(true);
        assertThatThrownBy(() -> lyrics("a.txt b.txt")).hasMessageContaining("b.txt: there is no such file");
        write("a.words.csv", "word_start,word_end\n2,1\n");
        assertThatThrownBy(() -> lyrics("a.txt a.words.csv"))
                .hasMessageContaining("line 2 goes from 2.0 to 1.0 seconds");
        write("a.words.csv", "word_start,word_end\nnow,then\n");
        assertThatThrownBy(() -> lyrics("a.txt a.words.csv")).hasMessageContaining("line 2 holds no times");
        Files.write(folder.resolve("a.txt"), new byte[] {'l', (byte) 0xE9});
        assertThatThrownBy(() -> lyrics("a.txt")).hasMessageContaining("is not UTF-8");
    }

    @Test
    void lyricsSurviveTheirJson() throws IOException {
        var lyrics = new Lyrics("Où?\n\"là\"\t☂", List.of(new Lyrics.Span(0, 3, 0.1, 1e-3 + 1)));
        assertThat(LyricsJson.parse(LyricsJson.render(lyrics))).isEqualTo(lyrics);
        assertThatThrownBy(() -> LyricsJson.parse("{\"text\": \"a\", \"spans\": [{\"from\": 2}]}".getBytes(UTF_8)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aBadTableSaysWhere() throws IOException {
        assertThatThrownBy(() -> table("name,artist\na,b\n")).hasMessageContaining("has no column \"file\"");
        assertThatThrownBy(() -> table("file,artist\na.wav,b,c\n")).hasMessageContaining("line 2 has 3 columns");
        assertThatThrownBy(() -> table("file\na.wav\nb.wav\na.wav\n"))
                .hasMessageContaining("a.wav is in line 2 and again in line 4");
        assertThatThrownBy(() -> table("file,split\na.wav,test\n"))
                .hasMessageContaining("line 2 puts a.wav into the split \"test\"");
    }

    @Test
    void theSplitDependsOnIdsAndSeedAlone() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 1_000; i++) {
            ids.add("song-" + i);
        }
        var chosen = Split.validation(ids, 0.1, 42);
        assertThat(chosen).hasSize(100).isEqualTo(Split.validation(ids.reversed(), 0.1, 42));
        assertThat(Split.validation(ids, 0.1, 43)).isNotEqualTo(chosen);
        var more = new ArrayList<>(ids);
        for (int i = 1_000; i < 1_050; i++) {
            more.add("song-" + i);
        }
        var changed = Split.validation(more, 0.1, 42);
        assertThat(changed.stream().filter(id -> !chosen.contains(id)).count()).isLessThan(25);
        assertThat(Split.validation(List.of("a", "b"), 0.001, 1)).hasSize(1);
        assertThat(Split.validation(List.of("a", "b"), 0.999, 1)).hasSize(1);
        assertThat(Split.validation(List.of("a"), 0.5, 1)).isEmpty();
        assertThat(Split.validation(ids, 0, 1)).isEmpty();
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private LabelTable table(String content) throws IOException {
        return LabelTable.read(Files.writeString(folder.resolve("table.csv"), content));
    }

    private Optional<Lyrics> lyrics(String named) throws IOException {
        var song = new SongFile("song.mp3", folder.resolve("song.mp3"), 1, 1);
        return new LyricsFiles(folder).of(song, named);
    }
}
