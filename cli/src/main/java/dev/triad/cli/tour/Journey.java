// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.tour.Step.Learning;
import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.AtomicFolder;
import dev.triad.core.file.Json;
import dev.triad.core.file.Storage;
import dev.triad.core.progress.Progress;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Runs the steps of the tour, each once: what a step printed, and that it is done, stands in a file of its own. An
/// interrupted journey goes on with the step in which it was interrupted, and in the middle of it where its command
/// can. How much a training learns is decided when its turn comes, and written down before it begins.
final class Journey {
    private static final String RESULTS = "results";
    private static final String REHEARSAL = "rehearsal";
    private static final String LOG = "tour.log";

    /// What runs write first.
    private static final List<String> BEGUN = List.of("run.json", "finetune.json", "piece.safetensors");

    private final List<Part> parts;
    private final double minutes;
    private final Path out;
    private final Path results;
    private final Supplier<CommandLine> commands;

    /// @param parts what to run
    /// @param minutes it may take
    /// @param out the tour's folder
    /// @param commands makes a command line for each step
    Journey(List<Part> parts, double minutes, Path out, Supplier<CommandLine> commands) {
        this.parts = List.copyOf(parts);
        this.minutes = minutes;
        this.out = out;
        this.results = out.resolve(RESULTS);
        this.commands = commands;
    }

    /// A step that did not come to its end.
    ///
    /// @param line the command
    /// @param code its exit code
    /// @param reason what it said
    record Halt(String line, int code, String reason) {}

    /// @param results by the step's name
    /// @param halt where it stopped, or null when all are done
    record Outcome(
            Map<String, StepResult> results, @Nullable Halt halt) {}

    /// Runs what is not done yet.
    ///
    /// @return what came of every step by its name, or where it stopped
    Outcome run(Progress shown, StopSignal stop) throws IOException {
        Files.createDirectories(results);
        try (var log = TourLog.open(out.resolve(LOG))) {
            return run(shown, stop, log);
        }
    }

    private Outcome run(Progress shown, StopSignal stop, TourLog log) throws IOException {
        var pace =
                new Pace(parts.stream().flatMap(part -> part.steps().stream()).toList(), minutes, System::nanoTime);
        var done = new LinkedHashMap<String, StepResult>();
        for (int number = 0; number < parts.size(); number++) {
            var part = parts.get(number);
            boolean told = false;
            for (var step : part.steps()) {
                var before = StepResult.read(results, step.id());
                if (before.isPresent() && (step.product() == null || Files.exists(step.product()))) {
                    done.put(step.id(), before.get());
                    pace.skip(step, before.get().seconds());
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
                if (stop.requested()) return new Outcome(done, new Halt(step.id(), ExitCode.INTERRUPTED, ""));
                pace.begin(step);
                var halt = run(step, new TourProgress(shown, pace, log), done);
                if (halt != null) return new Outcome(done, halt);
                pace.end();
            }
        }
        return new Outcome(done, null);
    }

    /// Ends a step before its time.
    private static final class Halted extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Halt halt;

        Halted(Halt halt) {
            this.halt = halt;
        }
    }

    private @Nullable Halt run(Step step, TourProgress progress, SequencedMap<String, StepResult> done)
            throws IOException {
        var product = step.product();
        boolean there = product != null && isBegun(step.again(), product);
        long began = System.nanoTime();
        try {
            var words = switch (step.action()) {
                case Step.Command command -> command.prepare();
                case Learning learning -> {
                    double amount = amount(step.id(), learning, progress);
                    yield learning.command().words(amount, Objects.requireNonNull(product), false);
                }
            };
            String output = "";
            if (!(there && step.again() == Step.Again.WHOLE)) {
                output = execute(there ? again(words, step) : words, progress);
            }
            var result = new StepResult(Step.line(words), (System.nanoTime() - began) / 1e9, there, output);
            result.write(results, step.id());
            done.put(step.id(), result);
            return null;
        } catch (Halted halted) {
            return halted.halt;
        }
    }

    /// What the command printed.
    private String execute(List<String> words, TourProgress progress) throws Halted {
        progress.log().say("$ " + Step.line(words));
        var printed = new StringWriter();
        var told = new StringWriter();
        var line = commands.get();
        line.setOut(new PrintWriter(printed, true));
        line.setErr(new PrintWriter(told, true));
        int code = ScopedValue.where(ProgressOption.WITHIN, progress)
                .call(() -> line.execute(words.toArray(String[]::new)));
        progress.log().say(told.toString());
        if (code != ExitCode.OK) throw new Halted(new Halt(Step.line(words), code, lastLine(told.toString())));
        return printed.toString();
    }

    /// How much is learned: as was decided before, as another step did, or what its share of the time allows.
    private double amount(String id, Learning learning, TourProgress progress) throws IOException, Halted {
        var pace = progress.pace();
        var file = results.resolve((learning.like().isEmpty() ? id : learning.like()) + ".amount.json");
        if (Files.isRegularFile(file)) {
            if (Json.parse(Files.readAllBytes(file)).get("amount") instanceof Number amount) {
                pace.learning();
                return amount.doubleValue();
            }
            throw new IOException(file + " names no amount; remove it, and it is decided again");
        }
        var folder = out.resolve(REHEARSAL);
        AtomicFolder.delete(folder);
        execute(learning.command().words(learning.rehearsal(), folder, true), progress);
        var rehearsal = Rehearsal.read(folder);
        AtomicFolder.delete(folder);
        double seconds = pace.learning();
        double amount = Math.max(learning.least(), rehearsal.amount(learning.rehearsal(), seconds / learning.runs()));
        var decided = new LinkedHashMap<String, Object>();
        decided.put("amount", amount);
        decided.put("seconds", seconds);
        decided.put("steps_per_second", rehearsal.stepsPerSecond());
        AtomicFile.write(file, Json.render(decided), Storage.DISK);
        return amount;
    }

    /// The words of a command that goes on with what is there.
    private static List<String> again(List<String> command, Step step) {
        var words = new ArrayList<>(command);
        if (step.again() == Step.Again.RESUMES_ALONE) {
            words.removeAll(
                    words.stream().dropWhile(word -> !word.startsWith("--")).toList());
            words.addAll(List.of("--out", String.valueOf(step.product())));
        }
        if (step.again() != Step.Again.REPEATS) words.add("--resume");
        // what a tour shows need not be the same to the last bit, and a machine may have lent some of its cores
        if (step.action() instanceof Learning) words.add("--allow-drift");
        return words;
    }

    /// Whether there is something to go on with. A folder of a run that was killed before it said what it was to do
    /// holds nothing yet.
    private static boolean isBegun(Step.Again again, Path product) throws IOException {
        boolean run = again == Step.Again.RESUMES || again == Step.Again.RESUMES_ALONE;
        if (!run || !Files.isDirectory(product)) return Files.exists(product);
        if (BEGUN.stream().anyMatch(name -> Files.isRegularFile(product.resolve(name)))) return true;
        AtomicFolder.delete(product);
        return false;
    }

    private static String lastLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).reduce("", (_, line) -> line);
    }
}
