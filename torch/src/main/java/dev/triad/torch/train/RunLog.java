// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What a run tells while it goes: one JSON object per line in `log.jsonl`, and the same scalars as TensorBoard
/// events.
///
/// A line has `step` (how many steps were completed), `kind` ("train" or "evaluate") and the scalars. Numbers are
/// written so that reading them gives the same double; what is not finite becomes a string.
public final class RunLog implements AutoCloseable {
    static final String NAME = "log.jsonl";
    private static final JsonMapper JSON = new JsonMapper();

    private final BufferedWriter lines;
    private final EventFile events;

    private RunLog(BufferedWriter lines, EventFile events) {
        this.lines = lines;
        this.events = events;
    }

    /// Opens the logs of a run folder for appending. Lines and events beyond `lastStep` are cut: the run will write
    /// them again.
    public static RunLog open(Path folder, long lastStep) throws IOException {
        var file = folder.resolve(NAME);
        if (Files.exists(file)) {
            var kept = new ArrayList<String>();
            for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\n", -1)) {
                if (step(line) <= lastStep) kept.add(line);
            }
            var fresh = folder.resolve(NAME + ".partial");
            Files.write(fresh, kept, StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        var lines = Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new RunLog(lines, EventFile.open(folder, lastStep));
    }

    /// The step of a whole line; beyond every step for a torn one.
    private static long step(String line) {
        try {
            var node = JSON.readTree(line);
            return node != null && node.path("step").isNumber()
                    ? node.path("step").asLong()
                    : Long.MAX_VALUE;
        } catch (JacksonException torn) {
            return Long.MAX_VALUE;
        }
    }

    /// Writes scalars reached after `step` completed steps.
    ///
    /// @param kind "train" or "evaluate"; TensorBoard shows it before each tag
    public void write(long step, String kind, Map<String, Double> scalars) throws IOException {
        var now = Instant.now();
        var line = new LinkedHashMap<String, Object>();
        line.put("step", step);
        line.put("kind", kind);
        line.put("time", now.toString());
        scalars.forEach((name, value) -> line.put(name, Double.isFinite(value) ? value : String.valueOf(value)));
        lines.write(JSON.writeValueAsString(line));
        lines.newLine();
        lines.flush();
        var tagged = new LinkedHashMap<String, Double>();
        scalars.forEach((name, value) -> tagged.put(kind + "/" + name, value));
        events.write(step, now.toEpochMilli() / 1000.0, tagged);
    }

    @Override
    public void close() throws IOException {
        lines.close();
        events.close();
    }
}
