// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Triad;
import dev.triad.cli.console.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItineraryTest {
    @TempDir
    Path folder;

    private static Itinerary itinerary(TourSettings settings) {
        return new Itinerary(
                settings,
                Shell.commands(Shell.commandLine(new Triad(), Triad.GROUPS)).keySet());
    }

    private static List<Step> steps(TourSettings settings) throws IOException {
        return itinerary(settings).parts().stream()
                .flatMap(part -> part.steps().stream())
                .toList();
    }

    private TourSettings composed(double minutes) {
        return new TourSettings(folder.resolve("tour"), minutes, 42, null, null, null);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 10, 600})
    void everyCommandIsOneThatTriadTakes(double minutes) throws IOException {
        var names = new HashSet<String>();
        for (var step : steps(composed(minutes))) {
            var line = Shell.commandLine(new Triad(), Triad.GROUPS);
            var words = new ArrayList<>(step.command());
            if (step.again() == Step.Again.RESUMES) words.add("--resume");
            line.parseArgs(words.toArray(String[]::new)); // throws where it does not
            assertThat(names.add(step.id())).as(step.id()).isTrue();
        }
    }

    @Test
    void aTourOfTenMinutesIsPlannedForNoMore() throws IOException {
        double seconds = steps(composed(10)).stream().mapToDouble(Step::seconds).sum();
        assertThat(seconds).isBetween(300.0, 600.0);
    }

    @Test
    void onesOwnDataTakesThePlaceOfWhatIsComposed() throws IOException {
        for (String name : List.of("text", "task", "music")) Files.createDirectory(folder.resolve(name));
        Files.writeString(folder.resolve("task/train.tsv"), "sentence\tlabel\n" + "a\tx\n".repeat(48_000));
        Files.writeString(folder.resolve("task/dev.tsv"), "sentence\tlabel\nwhat\tx\n");
        Files.writeString(folder.resolve("music/metadata.csv"), "file,artist\n");
        var settings = new TourSettings(
                folder.resolve("tour"),
                10,
                42,
                folder.resolve("text"),
                folder.resolve("task"),
                folder.resolve("music"));
        var lines = steps(settings).stream().map(Step::line).toList();
        assertThat(lines).noneMatch(line -> line.contains(" compose "));
        assertThat(lines).anyMatch(line -> line.startsWith("triad text prepare") && line.contains("/text"));
        assertThat(lines)
                .anyMatch(
                        line -> line.contains("finetune") && line.contains("/task") && line.contains("--epochs 0.05"));
        assertThat(lines).anyMatch(line -> line.contains("/music --metadata") && line.contains("metadata.csv"));
        assertThat(itinerary(settings).examples().getFirst().first()).isEqualTo("what");
    }

    @Test
    void thePageIsWrittenWhateverIsMissing() throws IOException {
        for (String name : List.of("tour/text/task", "tour/songs")) Files.createDirectories(folder.resolve(name));
        Files.writeString(folder.resolve("tour/text/task/dev.tsv"), "sentence\tlabel\n<i>what</i>\tpleased\n");
        var settings = composed(10);
        var itinerary = itinerary(settings);
        var file = folder.resolve("index.html");
        var results = Map.of(
                "detect",
                new StepResult(
                        "triad electra detect",
                        1,
                        "{\"text\":\"a\",\"tokens\":[{\"token\":\"<b\",\"replaced\":0.9,\"original\":\"c\",\"mark\":\"[+]\"}]}"),
                "answer",
                new StepResult(
                        "triad run classify", 1, "{\"label\":\"displeased\",\"probabilities\":{\"displeased\":0.9}}"));
        new TourPage(settings, itinerary, itinerary.parts(), results).write(file);
        var html = Files.readString(file);
        assertThat(html).contains("<span class=\"found\">&lt;b<small> (c)</small></span>");
        assertThat(html).contains("&lt;i&gt;what&lt;/i&gt;").contains("wrong, it is pleased");
        assertThat(html).doesNotContain("http://").doesNotContain("https://");
    }
}
