// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Triad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItineraryTest {
    /// Commands that name something from what was made before.
    private static final Set<String> READERS = Set.of("detect", "encode-song");

    @TempDir
    Path folder;

    @BeforeEach
    void aTask() throws IOException {
        Files.createDirectories(folder.resolve("tour/text/task"));
        Files.writeString(folder.resolve("tour/text/task/train.tsv"), "sentence\tlabel\n" + "a\tx\n".repeat(300));
        Files.writeString(folder.resolve("tour/text/task/dev.tsv"), "sentence\tlabel\nwhat\tx\n");
    }

    private static List<Step> steps(TourSettings settings) {
        return new Itinerary(settings)
                .parts().stream().flatMap(part -> part.steps().stream()).toList();
    }

    private TourSettings composed(double minutes) {
        return new TourSettings(folder.resolve("tour"), minutes, 42, null, null, null);
    }

    private TourSettings own() throws IOException {
        for (String name : List.of("text", "task", "music")) Files.createDirectory(folder.resolve(name));
        Files.writeString(folder.resolve("task/train.tsv"), "sentence\tlabel\n" + "a\tx\n".repeat(48_000));
        Files.writeString(folder.resolve("task/dev.tsv"), "sentence\tlabel\nwhat\tx\n");
        Files.writeString(folder.resolve("music/metadata.csv"), "file,artist\n");
        return new TourSettings(
                folder.resolve("tour"),
                10,
                42,
                folder.resolve("text"),
                folder.resolve("task"),
                folder.resolve("music"));
    }

    private static List<String> words(Step step, double amount) throws IOException {
        return switch (step.action()) {
            case Step.Command command -> command.prepare();
            case Step.Learning learning ->
                learning.command().words(amount, Objects.requireNonNull(step.product()), false);
        };
    }

    /// What each step runs, by its name, where nothing has to be read for it.
    private static Map<String, List<String>> commands(TourSettings settings, double amount) throws IOException {
        var commands = new TreeMap<String, List<String>>();
        for (var step : steps(settings)) {
            if (READERS.contains(step.id())) continue;
            assertThat(commands.put(step.id(), words(step, amount)))
                    .as(step.id())
                    .isNull();
        }
        return commands;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 10, 600})
    void everyCommandIsOneThatTriadTakes(double minutes) throws IOException {
        var again = new TreeSet<String>();
        for (var step : steps(composed(minutes))) {
            if (step.again() == Step.Again.RESUMES) again.add(step.id());
        }
        for (var command : commands(composed(minutes), 1e12 * minutes).entrySet()) {
            var line = Triad.commandLine();
            var words = new ArrayList<>(command.getValue());
            if (again.contains(command.getKey())) words.addAll(List.of("--resume", "--allow-drift"));
            line.parseArgs(words.toArray(String[]::new)); // throws where it does not
        }
    }

    @Test
    void moreThanHalfOfTenMinutesIsForLearning() {
        double fixed = steps(composed(10)).stream().mapToDouble(Step::seconds).sum();
        assertThat(fixed).isBetween(60.0, 240.0);
    }

    @Test
    void aTrainingThatTakesTheAmountOfAnotherComesAfterIt() {
        var before = new TreeSet<String>();
        for (var step : steps(composed(10))) {
            if (step.action() instanceof Step.Learning learning
                    && !learning.like().isEmpty()) {
                assertThat(before).as(step.id()).contains(learning.like());
            }
            before.add(step.id());
        }
    }

    @Test
    void onesOwnDataTakesThePlaceOfWhatIsComposed() throws IOException {
        var settings = own();
        var commands = commands(settings, 2400);
        assertThat(commands).doesNotContainKeys("compose-text", "compose-songs");
        assertThat(commands.get("prepare")).contains(folder.resolve("text").toString());
        assertThat(commands.get("task-electra"))
                .contains(folder.resolve("task").toString())
                .containsSequence("--epochs", "0.05");
        assertThat(commands.get("dataset"))
                .contains(folder.resolve("music").toString())
                .containsSequence(
                        "--metadata", folder.resolve("music/metadata.csv").toString());
        assertThat(new TextRoute(new Itinerary(settings)).examples().getFirst().first())
                .isEqualTo("what");
    }

    @Test
    void aSmallTaskIsNotReadForever() throws IOException {
        assertThat(commands(composed(10), 1e9).get("task-noise")).containsSequence("--epochs", "10");
    }
}
