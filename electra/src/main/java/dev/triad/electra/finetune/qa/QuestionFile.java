// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Json;
import dev.triad.core.file.JsonFields;
import dev.triad.core.file.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the folder of a model that answers questions says beside `config.json`, in `questions.json`.
///
/// @param task what it learned from
/// @param windows how texts are cut
/// @param search how answers are looked for
/// @param threshold the no-answer score above which it has none, tuned on the questions it was judged by; null if
///     it always has one
public record QuestionFile(
        QuestionTask task,
        WindowOptions windows,
        SearchOptions search,
        @Nullable Double threshold) {
    /// The name of the file.
    public static final String NAME = "questions.json";

    /// Writes it into a folder.
    public void write(Path folder) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("task", task.toString());
        json.put("max_length", windows.maxLength());
        json.put("max_question_length", windows.maxQuestion());
        json.put("stride", windows.stride());
        json.put("beam", search.beam());
        json.put("candidates", search.best());
        json.put("max_answer_length", search.longest());
        if (threshold != null) json.put("no_answer_threshold", threshold);
        AtomicFile.write(folder.resolve(NAME), Json.render(json), Storage.DISK);
    }

    /// Reads it from a model's folder, if it is there.
    ///
    /// @throws IOException if it is damaged
    public static Optional<QuestionFile> read(Path folder) throws IOException {
        var file = folder.resolve(NAME);
        return Files.exists(file) ? Optional.of(parse(file.toString(), Files.readAllBytes(file))) : Optional.empty();
    }

    /// Reads the content of one.
    ///
    /// @param place what errors call it
    /// @throws IOException if it is damaged
    public static QuestionFile parse(String place, byte[] content) throws IOException {
        try {
            var json = Json.parse(content);
            var threshold = json.remove("no_answer_threshold");
            var fields = new JsonFields(json, "");
            String name = fields.string("task");
            var task = QuestionTask.of(name);
            if (task.isEmpty()) throw new IOException("\"task\" must be squad, squadv1 or mrqa, not " + name);
            var read = new QuestionFile(
                    task.get(),
                    new WindowOptions(
                            fields.integer("max_length"),
                            fields.integer("max_question_length"),
                            fields.integer("stride")),
                    new SearchOptions(
                            fields.integer("beam"), fields.integer("candidates"), fields.integer("max_answer_length")),
                    threshold instanceof Number number ? Double.valueOf(number.doubleValue()) : null);
            fields.end();
            return read;
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(place + ": " + e.getMessage(), e);
        }
    }
}
