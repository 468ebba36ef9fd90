// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.task;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.JsonFields;
import dev.triad.core.file.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// What a fine-tuned model's folder says beside `config.json`, in `task.json`: which task it learned, how it is
/// measured, and how long its rows were.
///
/// @param task the task
/// @param maxLength longest row in tokens it was trained on
public record TaskFile(Task task, int maxLength) {
    /// The name of the file.
    public static final String NAME = "task.json";

    /// Writes it into a folder.
    public void write(Path folder) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("task", task.name());
        json.put("problem", task.problem().name());
        json.put("labels", task.labels());
        json.put("metrics", task.metrics().stream().map(Metric::toString).toList());
        json.put("lowest_score", task.range().low());
        json.put("highest_score", task.range().high());
        json.put("symmetric", task.symmetric());
        json.put("max_length", maxLength);
        AtomicFile.write(folder.resolve(NAME), dev.triad.core.file.Json.render(json), Storage.DISK);
    }

    /// Reads it from a model's folder, if it is there.
    ///
    /// @throws IOException when it is damaged
    public static Optional<TaskFile> read(Path folder) throws IOException {
        var file = folder.resolve(NAME);
        return Files.exists(file) ? Optional.of(parse(file.toString(), Files.readAllBytes(file))) : Optional.empty();
    }

    /// Reads the content of one.
    ///
    /// @param place what errors call it
    /// @throws IOException when it is damaged
    public static TaskFile parse(String place, byte[] content) throws IOException {
        try {
            var json = dev.triad.core.file.Json.parse(content);
            var labels = strings(json.get("labels"));
            var metrics =
                    strings(json.get("metrics")).stream().map(Metric::parse).toList();
            json.remove("labels");
            json.remove("metrics");
            var fields = new JsonFields(json, "");
            var problem = Problem.valueOf(fields.string("problem"));
            var range = new ScoreRange(number(json, "lowest_score"), number(json, "highest_score"));
            var task = new Task(fields.string("task"), problem, labels, metrics, range, fields.truth("symmetric"));
            return new TaskFile(task, fields.integer("max_length"));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(place + ": " + e.getMessage(), e);
        }
    }

    private static double number(java.util.Map<String, Object> json, String name) throws IOException {
        if (json.get(name) instanceof Number number) return number.doubleValue();
        throw new IOException("\"" + name + "\" must be a number");
    }

    private static List<String> strings(@org.jspecify.annotations.Nullable Object list) throws IOException {
        var strings = new ArrayList<String>();
        if (!(list instanceof List<?> elements)) throw new IOException("a list of labels or metrics is missing");
        for (var element : elements) {
            if (!(element instanceof String text)) throw new IOException("labels and metrics must be text");
            strings.add(text);
        }
        return strings;
    }
}
