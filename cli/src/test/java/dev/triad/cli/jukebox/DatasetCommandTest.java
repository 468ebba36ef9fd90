// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.Shell;
import dev.triad.core.audio.SampleFormat;
import dev.triad.core.audio.WavWriter;
import dev.triad.core.audio.Waveform;
import dev.triad.corpus.audio.AudioDataset;
import dev.triad.corpus.audio.AudioManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

class DatasetCommandTest {
    @Command(name = "triad")
    private static final class Root {}

    @TempDir
    Path folder;

    private Path songs;
    private Path out;

    @BeforeEach
    void writeSongs() throws IOException {
        songs = Files.createDirectories(folder.resolve("songs"));
        out = folder.resolve("out");
        for (int song = 0; song < 4; song++) {
            float[] tone = new float[16_000];
            for (int i = 0; i < tone.length; i++) {
                tone[i] = (float) (0.5 * Math.sin(0.05 * (song + 1) * i));
            }
            WavWriter.write(songs.resolve("tone-" + song + ".wav"), Waveform.of(8_000, tone), SampleFormat.PCM16);
        }
        Files.writeString(songs.resolve("tone-1.txt"), "la la");
        Files.writeString(songs.resolve("broken.mp3"), "no music");
        Files.writeString(songs.resolve("labels.csv"), "file,artist\ntone-0.wav,Ada\ntone-1.wav,Ada\n");
    }

    private Run dataset(Object... more) {
        var words = new ArrayList<String>(List.of("jukebox", "dataset", "--input", songs.toString()));
        words.addAll(List.of("--out", out.toString(), "--rate", "8000", "--progress", "off"));
        for (Object word : more) {
            words.add(word.toString());
        }
        var line = Shell.commandLine(new Root(), List.of(CommandGroup.of("Music", JukeboxCommand.class)));
        return Run.of(line, words.toArray(String[]::new));
    }

    @Test
    void gathersSongsAndSaysWhatCameOfIt() throws IOException {
        var run = dataset("--metadata", songs.resolve("labels.csv"), "--verify");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("gathered " + out + ": 0.1 minutes of sound in "),
                        line -> assertThat(line).startsWith("part"),
                        line -> assertThat(line.split(" +")).containsExactly("train", "3", "0.1"),
                        line -> assertThat(line.split(" +")).containsExactly("validation", "1", "0.0"),
                        line -> assertThat(line)
                                .isEqualTo("of 4 songs, 2 have an artist, 0 a genre, 1 words, 0 of them with times"),
                        line -> assertThat(line)
                                .isEqualTo("left out: 1 files, named with their reasons in "
                                        + out.resolve("skipped.csv")));
        try (var dataset = AudioDataset.open(out)) {
            assertThat(dataset.part(AudioManifest.TRAIN).songs()).hasSize(3);
        }
        assertThat(dataset("--metadata", songs.resolve("labels.csv")).out()).startsWith(out + " is there already");
    }

    @Test
    void aDryRunDecodesNothing() {
        var run = dataset("--dry-run");
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .isEqualToIgnoringNewLines("would decode 5 files of %s, 0.1 MB: 1 mp3, 4 wav".formatted(songs));
        assertThat(out).doesNotExist();
    }

    @Test
    void wrongUsageAndBadInputHaveTheirOwnCodes() {
        assertThat(dataset("--channels", 3).code()).isEqualTo(ExitCode.USAGE);
        assertThat(dataset("--store", "vinyl").code()).isEqualTo(ExitCode.USAGE);
        assertThat(dataset("--threads", 0).code()).isEqualTo(ExitCode.USAGE);
        assertThat(dataset().code()).isEqualTo(ExitCode.OK);
        var other = dataset("--min-seconds", 1.5);
        assertThat(other.code()).isEqualTo(ExitCode.FAILED);
        assertThat(other.err())
                .contains("made from other songs or with other options")
                .contains("--restart");
        assertThat(dataset("--min-seconds", 1.5, "--restart").code()).isEqualTo(ExitCode.OK);
        var none = dataset("--min-seconds", 5, "--restart");
        assertThat(none.code()).isEqualTo(ExitCode.FAILED);
        assertThat(none.err()).contains("none of its 5 files can be used");
    }

    @Test
    void composedSongsBecomeADatasetWithAllTheirLabels() throws IOException {
        Path composed = folder.resolve("composed");
        var line = Shell.commandLine(new Root(), List.of(CommandGroup.of("Music", JukeboxCommand.class)));
        var run = Run.of(
                line,
                ("jukebox compose --out " + composed + " --songs 3 --seconds 12 --rate 8000 --progress off")
                        .split(" "));
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("composed 3 songs in " + composed);
        songs = composed;
        assertThat(dataset("--metadata", composed.resolve("metadata.csv")).out())
                .contains("of 3 songs, 3 have an artist, 3 a genre, 3 words, 3 of them with times");
        assertThat(Run.of(line, "jukebox", "compose", "--out", composed.toString())
                        .code())
                .isEqualTo(ExitCode.FAILED);
    }
}
