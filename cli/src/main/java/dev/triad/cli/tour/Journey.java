// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.core.progress.Progress;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Runs the steps of the tour, each once: what a step printed, and that it is done, stands in a file of its own. An
/// interrupted journey goes on with the step in which it was interrupted, and in the middle of it where its command
/// can.
final class Journey {
    private static final String RESULTS = "results";

    /// What runs write first.
    private static final List<String> BEGUN = List.of("run.json", "finetune.json", "piece.safetensors");

    private final List<Part> parts;
    private final Path results;
    private final Supplier<CommandLine> commands;

    /// @param parts what to run
    /// @param out the tour's folder
    /// @param commands makes a command line for each step
    Journey(List<Part> parts, Path out, Supplier<CommandLine> commands) {
        this.parts = List.copyOf(parts);
        this.results = out.resolve(RESULTS);
        this.commands = commands;
    }

    /// A step that did not come to its end.
    ///
    /// @param code its exit code
    /// @param reason what it said
    record Halt(Step step, int code, String reason) {}

    /// Runs what is not done yet.
    ///
    /// @return what came of every step by its name, or where it stopped
    Outcome run(Progress shown, StopSignal stop) throws IOException {
        Files.createDirectories(results);
        var pace = new Pace(
                parts.stream()
                        .flatMap(part -> part.steps().stream())
                        .map(Step::seconds)
                        .toList(),
                System::nanoTime);
        var done = new LinkedHashMap<String, StepResult>();
        for (int number = 0; number < parts.size(); number++) {
            var part = parts.get(number);
            boolean told = false;
            for (var step : part.steps()) {
                var before = StepResult.read(results, step.id());
                if (before.isPresent()) {
                    done.put(step.id(), before.get());
                    pace.skip(step.seconds());
                    continue;
                }
                if (!told) {
                    shown.message(String.format(
                            Locale.ROOT,
                            "part %d of %d: %s (%s)",
                            number + 1,
                            parts.size(),
                            part.title(),
                            pace.words()));
                }
                told = true;
                if (stop.requested()) return new Outcome(done, new Halt(step, ExitCode.INTERRUPTED, ""));
                pace.begin(step.seconds());
                var halt = run(step, new TourProgress(shown, pace), done);
                if (halt != null) return new Outcome(done, halt);
                pace.end();
            }
        }
        return new Outcome(done, null);
    }

    /// @param results by the step's name
    /// @param halt where it stopped, or null when all are done
    record Outcome(
            Map<String, StepResult> results, @Nullable Halt halt) {}

    private @Nullable Halt run(Step step, Progress progress, SequencedMap<String, StepResult> done) throws IOException {
        var product = step.product();
        boolean there = product != null && isBegun(step.again(), product);
        long began = System.nanoTime();
        var out = new StringWriter();
        var err = new StringWriter();
        if (!(there && step.again() == Step.Again.WHOLE)) {
            step.before().run();
            var words = there ? again(step) : step.command();
            var line = commands.get();
            line.setOut(new PrintWriter(out, true));
            line.setErr(new PrintWriter(err, true));
            int code = ScopedValue.where(ProgressOption.WITHIN, progress)
                    .call(() -> line.execute(words.toArray(String[]::new)));
            if (code != ExitCode.OK) return new Halt(step, code, lastLine(err.toString()));
        }
        var result = new StepResult(step.line(), (System.nanoTime() - began) / 1e9, out.toString());
        result.write(results, step.id());
        done.put(step.id(), result);
        return null;
    }

    /// The words of a command that goes on with what is there.
    private static List<String> again(Step step) {
        var words = new ArrayList<>(step.command());
        if (step.again() == Step.Again.RESUMES_ALONE) {
            words.removeAll(
                    words.stream().dropWhile(word -> !word.startsWith("--")).toList());
            words.addAll(List.of("--out", String.valueOf(step.product())));
        }
        if (step.again() != Step.Again.REPEATS) words.add("--resume");
        return words;
    }

    /// Whether there is something to go on with. A folder of a run that was killed before it said what it was to do
    /// holds nothing yet.
    private static boolean isBegun(Step.Again again, Path product) throws IOException {
        boolean run = again == Step.Again.RESUMES || again == Step.Again.RESUMES_ALONE;
        if (!run || !Files.isDirectory(product)) return Files.exists(product);
        if (BEGUN.stream().anyMatch(name -> Files.isRegularFile(product.resolve(name)))) return true;
        try (var all = Files.walk(product)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
        return false;
    }

    private static String lastLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).reduce("", (_, line) -> line);
    }
}
