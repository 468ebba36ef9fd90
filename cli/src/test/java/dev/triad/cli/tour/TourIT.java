// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.Triad;
import dev.triad.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole tour, with as little learning as there can be, on texts, a task and songs that it has not composed.
final class TourIT {
    private static final Pattern ACCURACY = Pattern.compile("<td class=\"number\">[\\d.]+ %</td>");

    @TempDir
    Path folder;

    private Run triad(Object... words) {
        return Run.of(
                Triad.commandLine(), Arrays.stream(words).map(String::valueOf).toArray(String[]::new));
    }

    private Run tour() {
        return triad(
                "tour",
                "--minutes",
                "0.1",
                "--text",
                folder.resolve("own/corpus"),
                "--task",
                folder.resolve("own/task"),
                "--music",
                folder.resolve("songs"),
                "--out",
                folder.resolve("tour"),
                "--progress",
                "lines");
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    @Test
    void everyPartOfItShowsSomethingAndWhatIsMissingIsMadeAgain() throws IOException {
        var texts = triad(
                "text", "compose", "--out", folder.resolve("own"), "--documents", 300, "--rows", 64, "--dev-rows", 32);
        assertThat(texts.code()).as(texts.err()).isEqualTo(ExitCode.OK);
        var songs = triad(
                "jukebox", "compose", "--out", folder.resolve("songs"), "--songs", 6, "--rate", 8000, "--seconds", 12);
        assertThat(songs.code()).as(songs.err()).isEqualTo(ExitCode.OK);

        var whole = tour();
        assertThat(whole.code()).as(whole.err()).isEqualTo(ExitCode.OK);
        var file = folder.resolve("tour/index.html");
        assertThat(whole.out()).contains("wrote " + file.toUri());
        String page = Files.readString(file);
        assertThat(page)
                .contains("Learning to read", "Which words were replaced?", "Learning a task", "Making it small")
                .contains("Answering with nothing but Java", "Music as codes", "New music", "How long it took")
                .doesNotContain("http");
        // three songs, one that was held out, what three levels keep of it, and the new piece level by level
        assertThat(count(page, "<audio")).isEqualTo(3 + 1 + 3 + 3);
        assertThat(count(page, "<svg"))
                .as("curves of encoder, generator, codec and priors; sizes")
                .isEqualTo(7);
        assertThat(count(page, "<img")).as("spectrograms twice, alignment").isEqualTo(3);
        assertThat(page).contains("with the words “");
        assertThat(ACCURACY.matcher(page).results().count())
                .as("trials and files")
                .isGreaterThanOrEqualTo(9 + 10);

        // as if it had been killed before these were done
        var results = folder.resolve("tour/results");
        for (String lost : List.of("answer", "decode-1", "judge-noise-int8")) {
            Files.delete(results.resolve(lost + ".json"));
        }
        Files.delete(folder.resolve("tour/song.level-1.wav"));
        Files.delete(file);
        var rest = tour();
        assertThat(rest.code()).as(rest.err()).isEqualTo(ExitCode.OK);
        assertThat(rest.err()).contains("going on with the tour").doesNotContain("of 8: reading");
        assertThat(pictures(Files.readString(file))).isEqualTo(pictures(page));
    }

    /// The page without its times: sounds, pictures and what files score.
    private static List<String> pictures(String page) {
        var parts = new ArrayList<String>();
        for (String line : page.lines().toList()) if (line.contains("base64") || line.contains(" kB<")) parts.add(line);
        return parts;
    }
}
