// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// How fast a training goes, from the log of one that was only begun.
///
/// @param step the last one
/// @param stepsPerSecond in the second half; the first steps of a process are slower than all others
record Rehearsal(long step, double stepsPerSecond) {
    private static final JsonMapper JSON = new JsonMapper();

    /// Reads the log of a run, or of the first trial of several.
    ///
    /// @throws IOException if it tells nothing of the pace
    static Rehearsal read(Path run) throws IOException {
        var trial = run.resolve("trial-1/log.jsonl");
        var log = Files.isRegularFile(trial) ? trial : run.resolve("log.jsonl");
        var steps = new ArrayList<Long>();
        var times = new ArrayList<Instant>();
        for (String line : lines(log)) {
            var json = JSON.readTree(line);
            if (!json.path("kind").asString("").equals("train")) continue;
            steps.add(json.path("step").asLong(0));
            times.add(Instant.parse(json.path("time").asString("")));
        }
        if (steps.size() < 2) throw new IOException(log + ": two steps are needed to know the pace");
        int half = (steps.size() - 1) / 2;
        double seconds = (times.getLast().toEpochMilli() - times.get(half).toEpochMilli()) / 1e3;
        return new Rehearsal(steps.getLast(), (steps.getLast() - steps.get(half)) / Math.max(1e-3, seconds));
    }

    private static List<String> lines(Path log) throws IOException {
        if (!Files.isRegularFile(log)) throw new IOException(log + ": is missing");
        return Files.readAllLines(log);
    }

    /// The amount that takes so many seconds.
    ///
    /// @param amount that was rehearsed
    double amount(double amount, double seconds) {
        return amount / step * stepsPerSecond * seconds;
    }
}
