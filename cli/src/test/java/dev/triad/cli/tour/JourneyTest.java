// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.console.Shell;
import dev.triad.cli.tour.Step.Learning;
import dev.triad.core.progress.Progress;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

        @Option(names = "--allow-drift")
        boolean drift;

        @Option(names = "--amount")
        double amount;

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
                if (amount > 0) log();
            }
            spec.commandLine().getOut().println(resume ? "made the rest" : "made all");
            return ExitCode.OK;
        }

        /// As of a training with two steps a second, each of which learns two.
        private void log() throws IOException {
            var lines = new StringBuilder();
            for (int step = 1; step <= amount / 2; step++) {
                var time = Instant.EPOCH.plusMillis(step * 500L);
                lines.append("{\"time\": \"%s\", \"kind\": \"train\", \"step\": %d}\n".formatted(time, step));
            }
            Files.writeString(file.resolve("log.jsonl"), lines);
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
        Step.Command command = () -> words;
        return new Step(id, command, out.resolve(id), again, 10);
    }

    private Step learning(String id, String like) {
        var learning = new Learning(
                1,
                8,
                4,
                1,
                like,
                (amount, product, _) ->
                        List.of("make", "--out", product.toString(), "--amount", String.valueOf(amount)));
        return new Step(id, learning, out.resolve(id), Step.Again.RESUMES, 10);
    }

    private Journey.Outcome travel(Step... steps) throws IOException {
        var line = Shell.commandLine(new Root(), List.of(CommandGroup.of("Test", Make.class)));
        var parts = List.of(new Part("one", List.of(steps)));
        return new Journey(parts, 1, out, () -> Shell.another(line.getCommandSpec())).run(screen, new StopSignal());
    }

    @Test
    void everyStepRunsOnceAndShowsItsProgressWithinTheTours() throws IOException {
        var first = step("first", Step.Again.RESUMES);
        var second = step("second", Step.Again.REPEATS);
        var outcome = travel(first, second);
        assertThat(outcome.halt()).isNull();
        assertThat(output(outcome.results(), "first")).isEqualTo("made all\n");
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
        assertThat(output(results, "begun")).isEqualTo("made the rest\n");
        assertThat(output(results, "whole")).isEmpty();
        assertThat(output(results, "killed")).isEqualTo("made all\n");
        assertThat(out.resolve("killed/half")).doesNotExist();
    }

    @Test
    void aCommandWhoseProductSaysTheRestIsToldNothingElse() throws IOException {
        Files.createDirectory(out.resolve("piece"));
        Files.writeString(out.resolve("piece/run.json"), "{}");
        var piece = step("piece", Step.Again.RESUMES_ALONE, "--fail", "would fail");
        assertThat(output(travel(piece).results(), "piece")).isEqualTo("made the rest\n");
    }

    @Test
    void aTrainingLearnsAsMuchAsTheTimeAllowsAndItsTwinTheSame() throws IOException {
        var results = travel(learning("one", ""), learning("two", "one")).results();
        double amount = amount(results.get("one"));
        assertThat(amount).isBetween(50.0, 90.0); // 2 × 2 a second, in about a third of a minute
        assertThat(amount(results.get("two"))).isEqualTo(amount);
        assertThat(out.resolve("rehearsal")).doesNotExist();
    }

    @Test
    void whatWasDecidedBeforeAnInterruptionHolds() throws IOException {
        Files.createDirectories(out.resolve("results"));
        Files.writeString(out.resolve("results/one.amount.json"), "{\"amount\": 6}");
        assertThat(amount(travel(learning("one", "")).results().get("one"))).isEqualTo(6);
    }

    @Test
    void onASlowMachineTheLeastIsLearned() throws IOException {
        var slow = new Step("slow", step("slow", Step.Again.WHOLE).action(), null, Step.Again.REPEATS, 600);
        var results = travel(learning("one", ""), slow).results();
        assertThat(amount(results.get("one"))).isEqualTo(4);
    }

    private static String output(Map<String, StepResult> results, String step) {
        return Objects.requireNonNull(results.get(step)).output();
    }

    private static double amount(@Nullable StepResult result) {
        String line = Objects.requireNonNull(result).line();
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    @Test
    void aFailureStopsTheTourWithItsSentenceAndTheNextAttemptGoesOnThere() throws IOException {
        var halt = travel(step("first", Step.Again.WHOLE), step("second", Step.Again.WHOLE, "--fail", "no room"))
                .halt();
        assertThat(halt).isNotNull();
        assertThat(halt.line()).startsWith("triad make --out").endsWith("--fail 'no room'");
        assertThat(halt.reason()).isEqualTo("triad: no room");
        told.clear();
        assertThat(travel(step("first", Step.Again.WHOLE), step("second", Step.Again.WHOLE))
                        .halt())
                .isNull();
        assertThat(told).containsExactly("part 1 of 1: one (0 % of the tour, about 10 s left)", "making");
    }

    @Test
    void anInterruptedTourBeginsNoOtherStep() throws IOException {
        var stop = new StopSignal();
        stop.request();
        var line = Shell.commandLine(new Root(), List.of(CommandGroup.of("Test", Make.class)));
        var parts = List.of(new Part("one", List.of(step("first", Step.Again.WHOLE))));
        var halt = new Journey(parts, 1, out, () -> Shell.another(line.getCommandSpec()))
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
        var words = List.of("detect", "--model", "a/b", "it's me");
        assertThat(Step.line(words)).isEqualTo("triad detect --model a/b 'it'\\''s me'");
    }
}
