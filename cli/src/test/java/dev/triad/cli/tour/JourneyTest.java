// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.console.Shell;
import dev.triad.core.progress.Progress;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// A tour of commands that only write down that they ran.
class JourneyTest {
    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    @Command(name = "make", description = "test", footer = "triad make")
    static final class Make implements Callable<Integer> {
        @Option(names = "--out")
        Path file = Path.of("");

        @Option(names = "--resume")
        boolean resume;

        @Option(names = "--fail")
        String fail = "";

        @Mixin
        ProgressOption progress;

        @Spec
        CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            if (!fail.isEmpty()) throw new IOException(fail);
            try (var shown = progress.open();
                    var task = shown.start("making", 1, "files")) {
                task.advance(1);
                Files.createDirectories(file);
                Files.writeString(file.resolve("run.json"), "{}");
            }
            spec.commandLine().getOut().println(resume ? "made the rest" : "made all");
            return ExitCode.OK;
        }
    }

    @TempDir
    Path out;

    private final List<String> told = new ArrayList<>();

    private final Progress screen = new Progress() {
        @Override
        public Task start(String name, long total, String unit) {
            told.add(name);
            return Task.NONE;
        }

        @Override
        public void message(String line) {
            told.add(line);
        }
    };

    private Step step(String id, Step.Again again, String... options) {
        var words = new ArrayList<>(List.of("make", "--out", out.resolve(id).toString()));
        words.addAll(List.of(options));
        return new Step(id, words, out.resolve(id), again, 10, Step.Preparation.NONE);
    }

    private Journey.Outcome travel(Step... steps) throws IOException {
        var line = Shell.commandLine(new Root(), List.of(CommandGroup.of("Test", Make.class)));
        var parts = List.of(new Part("one", List.of(steps)));
        return new Journey(parts, out, () -> Shell.another(line.getCommandSpec())).run(screen, new StopSignal());
    }

    @Test
    void everyStepRunsOnceAndShowsItsProgressWithinTheTours() throws IOException {
        var first = step("first", Step.Again.RESUMES);
        var second = step("second", Step.Again.REPEATS);
        var outcome = travel(first, second);
        assertThat(outcome.halt()).isNull();
        assertThat(outcome.results().get("first").output()).isEqualTo("made all\n");
        assertThat(told).containsExactly("part 1 of 1: one (0 % of the tour, about 20 s left)", "making", "making");
        told.clear();
        assertThat(travel(first, second).results()).isEqualTo(outcome.results());
        assertThat(told).isEmpty();
    }

    @Test
    void whatWasBegunGoesOnAndWhatIsWholeIsLeftAlone() throws IOException {
        for (String name : List.of("begun", "whole", "killed")) Files.createDirectory(out.resolve(name));
        Files.writeString(out.resolve("begun/run.json"), "{}");
        Files.writeString(out.resolve("killed/half"), "");
        var results = travel(
                        step("begun", Step.Again.RESUMES),
                        step("whole", Step.Again.WHOLE),
                        step("killed", Step.Again.RESUMES))
                .results();
        assertThat(results.get("begun").output()).isEqualTo("made the rest\n");
        assertThat(results.get("whole").output()).isEmpty();
        assertThat(results.get("killed").output()).isEqualTo("made all\n");
        assertThat(out.resolve("killed/half")).doesNotExist();
    }

    @Test
    void aCommandWhoseProductSaysTheRestIsToldNothingElse() throws IOException {
        var steps = new Step[] {
            new Step(
                    "piece",
                    List.of(
                            "make",
                            "--fail",
                            "would fail",
                            "--out",
                            out.resolve("piece").toString()),
                    out.resolve("piece"),
                    Step.Again.RESUMES_ALONE,
                    1,
                    Step.Preparation.NONE)
        };
        Files.createDirectory(out.resolve("piece"));
        Files.writeString(out.resolve("piece/run.json"), "{}");
        assertThat(travel(steps).results().get("piece").output()).isEqualTo("made the rest\n");
    }

    @Test
    void aFailureStopsTheTourWithItsSentenceAndTheNextAttemptGoesOnThere() throws IOException {
        var halt = travel(step("first", Step.Again.WHOLE), step("second", Step.Again.WHOLE, "--fail", "no room"))
                .halt();
        assertThat(halt).isNotNull();
        assertThat(halt.step().id()).isEqualTo("second");
        assertThat(halt.reason()).isEqualTo("triad: no room");
        told.clear();
        assertThat(travel(step("first", Step.Again.WHOLE), step("second", Step.Again.WHOLE))
                        .halt())
                .isNull();
        assertThat(told).containsExactly("part 1 of 1: one (50 % of the tour, about 10 s left)", "making");
    }

    @Test
    void anInterruptedTourBeginsNoOtherStep() throws IOException {
        var stop = new StopSignal();
        stop.request();
        var line = Shell.commandLine(new Root(), List.of(CommandGroup.of("Test", Make.class)));
        var parts = List.of(new Part("one", List.of(step("first", Step.Again.WHOLE))));
        var halt = new Journey(parts, out, () -> Shell.another(line.getCommandSpec()))
                .run(screen, stop)
                .halt();
        assertThat(halt).isNotNull();
        assertThat(halt.code()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(out.resolve("first")).doesNotExist();
    }

    @Test
    void aDamagedResultIsNamedWithTheRemedy() throws IOException {
        Files.createDirectories(out.resolve("results"));
        Files.writeString(out.resolve("results/first.json"), "{\"seconds\": 1}");
        assertThatThrownBy(() -> travel(step("first", Step.Again.WHOLE)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("first.json")
                .hasMessageContaining("remove it");
    }

    @Test
    void argumentsThatAShellWouldTakeApartAreQuoted() {
        var step = new Step(
                "id",
                List.of("detect", "--model", "a/b", "it's me"),
                null,
                Step.Again.REPEATS,
                1,
                Step.Preparation.NONE);
        assertThat(step.line()).isEqualTo("triad detect --model a/b 'it'\\''s me'");
    }
}
