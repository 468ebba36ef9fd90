// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.data.task.Question;
import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Json;
import dev.triad.core.file.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Answers as files: `NAME_preds.json`, `NAME_null_odds.json` and `NAME_eval.json`, which the official scripts
/// read or write, and `NAME_nbest.json` with places and probabilities.
public final class AnswerFiles {
    private final Path folder;
    private final String name;

    /// @param folder where the files go
    /// @param name what their names begin with
    public AnswerFiles(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /// Writes answers by question id, "" where the no-answer score is above `threshold`.
    public Path predictions(List<FoundAnswer> answers, double threshold) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        for (var answer : answers) json.put(answer.question().id(), answer.text(threshold));
        return write("preds", json);
    }

    /// Writes no-answer scores by question id.
    public Path nullOdds(List<FoundAnswer> answers) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        for (var answer : answers) json.put(answer.question().id(), answer.noAnswer());
        return write("null_odds", json);
    }

    /// Writes metrics by name.
    public Path evaluation(QuestionEvaluation evaluation) throws IOException {
        return write("eval", evaluation.metrics());
    }

    /// Writes the candidates of every question, the best first: text, place in code points from `start` to before
    /// `end` (as SQuAD counts), score and probability.
    public Path candidates(List<FoundAnswer> answers) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        for (var answer : answers) json.put(answer.question().id(), candidates(answer));
        return write("nbest", json);
    }

    /// One answer as an object: question id, text, place, scores, candidates.
    public static Map<String, Object> describe(FoundAnswer answer, double threshold) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", answer.question().id());
        json.put("question", answer.question().text());
        json.put("answer", answer.text(threshold));
        json.put("no_answer_score", answer.noAnswer());
        json.put("candidates", candidates(answer));
        return json;
    }

    private static List<Object> candidates(FoundAnswer answer) {
        var list = new ArrayList<Object>();
        for (var candidate : answer.candidates()) {
            var one = new LinkedHashMap<String, Object>();
            one.put("text", candidate.text());
            one.put("start", codePoints(answer.question(), candidate.start()));
            one.put("end", codePoints(answer.question(), candidate.end()));
            one.put("score", candidate.score());
            one.put("probability", candidate.probability());
            list.add(one);
        }
        return list;
    }

    private static int codePoints(Question question, int codeUnit) {
        return question.context().codePointCount(0, codeUnit);
    }

    private Path write(String what, Map<String, ?> json) throws IOException {
        var file = folder.resolve(name + "_" + what + ".json");
        AtomicFile.write(file, Json.render(json), Storage.DISK);
        return file;
    }
}
