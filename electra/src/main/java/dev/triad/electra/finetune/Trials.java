// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.AtomicFolder;
import dev.triad.core.file.Json;
import dev.triad.core.file.Storage;
import dev.triad.core.progress.Progress;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// The same job several times with different seeds, because the outcome of fine-tuning depends on them (published
/// numbers are medians). A trial whose model learned nothing is repeated with another seed, and that is said.
///
/// ```text
/// out/
///   trial-1/           run folder of a trial: run.json, log.jsonl, events, checkpoints/, model/, result.json
///   trial-1-retry-1/   the same again, because the one before learned nothing
///   trial-2/ …
///   results.json       all trials, median and spread
///   model/             the best trial's model
/// ```
///
/// @param count how many trials
/// @param retries how often a trial whose model learned nothing is repeated
/// @param seed seed of the first trial; each other has the next one, a repetition 1000 more
/// @param keepCheckpoints leave the checkpoints of finished trials
/// @param allowDrift resume under other compute settings than the recorded ones
public record Trials(int count, int retries, long seed, boolean keepCheckpoints, boolean allowDrift) {
    private static final long RETRY_SEED = 1000;

    public Trials {
        if (count < 1) throw new IllegalArgumentException("there must be at least one trial, got " + count);
        if (retries < 0) throw new IllegalArgumentException("retries must not be negative, got " + retries);
    }

    /// A finished trial and where it is.
    public record Finished(Path folder, TrialResult result) {}

    /// Runs what has not been run yet. Finished trials in `out` are taken as they are, one that was broken off
    /// goes on.
    ///
    /// @return nothing if `stop` was raised
    public Optional<TrialsSummary> run(TrialJob job, Path out, Progress progress, StopSignal stop) throws IOException {
        var finished = new ArrayList<Finished>();
        for (int trial = 1; trial <= count; trial++) {
            var result = once(job, out, trial, progress, stop);
            if (result.isEmpty()) return Optional.empty();
            finished.add(result.get());
            write(out, TrialsSummary.of(finished));
        }
        var summary = TrialsSummary.of(finished);
        var model = out.resolve("model");
        var work = out.resolve(".model.partial");
        AtomicFolder.delete(work);
        Folders.duplicate(summary.best().folder().resolve("model"), work);
        AtomicFolder.delete(model);
        Files.move(work, model, StandardCopyOption.ATOMIC_MOVE);
        return Optional.of(summary);
    }

    private Optional<Finished> once(TrialJob job, Path out, int trial, Progress progress, StopSignal stop)
            throws IOException {
        var attempts = new ArrayList<Finished>();
        for (int retry = 0; retry <= retries; retry++) {
            var folder = out.resolve("trial-" + trial + (retry == 0 ? "" : "-retry-" + retry));
            long itsSeed = seed + trial - 1 + retry * RETRY_SEED;
            var result = TrialResult.read(folder);
            if (result.isEmpty()) {
                progress.message("trial " + trial + " of " + count + ", seed " + itsSeed);
                result = new Trial(job, folder, itsSeed).run(allowDrift, progress, stop);
                if (result.isEmpty()) return Optional.empty();
            }
            if (!keepCheckpoints) job.course().clean(folder);
            attempts.add(new Finished(folder, result.get()));
            if (result.get().degenerate().isEmpty()) return Optional.of(attempts.getLast());
            boolean again = retry < retries;
            progress.message("trial " + trial + " learned nothing: "
                    + result.get().degenerate().get()
                    + (again ? "; once more with seed " + (itsSeed + RETRY_SEED) : ""));
        }
        return Optional.of(TrialsSummary.of(attempts).best());
    }

    private static void write(Path out, TrialsSummary summary) throws IOException {
        var trials = new ArrayList<Object>();
        for (var trial : summary.trials()) {
            var json = new LinkedHashMap<String, Object>();
            json.put("folder", out.relativize(trial.folder()).toString());
            json.putAll(trial.result().describe());
            trials.add(json);
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("deciding", summary.best().result().deciding());
        json.put("best", out.relativize(summary.best().folder()).toString());
        json.put("metrics", summary.describe());
        json.put("trials", List.copyOf(trials));
        AtomicFile.write(out.resolve("results.json"), Json.render(json), Storage.DISK);
    }
}
