// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.core.data.task.TextExample;
import dev.triad.core.file.Json;
import dev.triad.core.metrics.TagSpan;
import dev.triad.electra.finetune.predict.Ensemble;
import dev.triad.electra.finetune.predict.Evaluation;
import dev.triad.electra.finetune.task.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Answers as TSV or JSON lines.
final class PredictionOutput implements Closeable {
    private final PrintWriter out;
    private final @Nullable Path target;
    private final @Nullable Path partial;
    private final Problem problem;
    private final List<String> labels;
    private final boolean json;
    private boolean begun;

    private PredictionOutput(
            PrintWriter out, @Nullable Path target, @Nullable Path partial, Ensemble ensemble, boolean json) {
        this.out = out;
        this.target = target;
        this.partial = partial;
        problem = ensemble.problem();
        labels = ensemble.labels();
        this.json = json;
    }

    /// Opens a file, or writes to standard output. A file gets its name when it is whole.
    static PredictionOutput open(@Nullable Path file, PrintWriter standard, Ensemble ensemble, boolean json)
            throws IOException {
        if (file == null) return new PredictionOutput(standard, null, null, ensemble, json);
        var partial = file.resolveSibling(file.getFileName() + ".partial");
        var writer = new PrintWriter(Files.newBufferedWriter(partial, StandardCharsets.UTF_8));
        return new PredictionOutput(writer, file, partial, ensemble, json);
    }

    /// Writes answers about texts.
    void texts(List<TextExample> texts, List<double[]> answers) throws IOException {
        if (!begun && !json) {
            out.println(problem == Problem.REGRESSION ? "id\tscore" : "id\tlabel\t" + String.join("\t", labels));
        }
        begun = true;
        for (int i = 0; i < texts.size(); i++) {
            if (json) out.println(line(json(texts.get(i), answers.get(i))));
            else out.println(tsv(texts.get(i), answers.get(i)));
        }
        requireWritten();
    }

    private String tsv(TextExample text, double[] answer) {
        if (problem == Problem.REGRESSION) return text.id() + "\t" + number(answer[0]);
        return text.id() + "\t" + String.join(",", given(answer)) + "\t"
                + IntStream.range(0, answer.length)
                        .mapToObj(label -> number(answer[label]))
                        .collect(Collectors.joining("\t"));
    }

    private List<String> given(double[] answer) {
        if (problem != Problem.MULTI_LABEL) return List.of(labels.get(Evaluation.best(answer)));
        return IntStream.range(0, answer.length)
                .filter(label -> answer[label] >= Evaluation.THRESHOLD)
                .mapToObj(labels::get)
                .toList();
    }

    private Map<String, Object> json(TextExample text, double[] answer) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", text.id());
        switch (problem) {
            case REGRESSION -> json.put("score", answer[0]);
            case MULTI_LABEL -> json.put("labels", given(answer));
            case SINGLE_LABEL, TAGGING -> json.put("label", given(answer).getFirst());
        }
        if (problem == Problem.REGRESSION) return json;
        var probabilities = new LinkedHashMap<String, Object>();
        for (int label = 0; label < answer.length; label++) probabilities.put(labels.get(label), answer[label]);
        json.put("probabilities", probabilities);
        return json;
    }

    /// Writes the tags of sentences: a word a line and a blank line after each sentence, or a line of JSON each.
    void sentences(List<PlacedSentence> sentences, List<List<double[]>> answers) throws IOException {
        if (!begun && !json) out.println("word\ttag\tprobability\tstart\tend");
        begun = true;
        for (int i = 0; i < sentences.size(); i++) {
            var words = sentences.get(i).words();
            if (json) {
                out.println(line(json(sentences.get(i), answers.get(i))));
                continue;
            }
            for (int word = 0; word < words.size(); word++) {
                var placed = words.get(word);
                var answer = answers.get(i).get(word);
                int best = Evaluation.best(answer);
                out.printf(
                        Locale.ROOT,
                        "%s\t%s\t%s\t%d\t%d%n",
                        placed.text(),
                        labels.get(best),
                        number(answer[best]),
                        placed.start(),
                        placed.end());
            }
            out.println();
        }
        requireWritten();
    }

    private Map<String, Object> json(PlacedSentence sentence, List<double[]> answers) {
        var tags = new ArrayList<String>();
        var words = new ArrayList<Object>();
        for (int i = 0; i < answers.size(); i++) {
            int best = Evaluation.best(answers.get(i));
            tags.add(labels.get(best));
            var word = new LinkedHashMap<String, Object>();
            var placed = sentence.words().get(i);
            word.put("word", placed.text());
            word.put("tag", tags.getLast());
            word.put("probability", answers.get(i)[best]);
            word.put("start", placed.start());
            word.put("end", placed.end());
            words.add(word);
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("line", sentence.line());
        json.put("text", sentence.text());
        json.put("words", words);
        if (labels.stream().allMatch(tag -> tag.equals("O") || tag.matches("[BIESLUM](-.*)?"))) {
            json.put("spans", spans(sentence, TagSpan.of(tags)));
        }
        return json;
    }

    private static List<Object> spans(PlacedSentence sentence, List<TagSpan> spans) {
        var list = new ArrayList<Object>();
        for (var span : spans) {
            int start = sentence.words().get(span.start()).start();
            int end = sentence.words().get(span.end() - 1).end();
            var json = new LinkedHashMap<String, Object>();
            json.put("type", span.type());
            json.put("start", start);
            json.put("end", end);
            var text = sentence.text();
            int from = text.offsetByCodePoints(0, start);
            json.put("text", text.substring(from, text.offsetByCodePoints(from, end - start)));
            list.add(json);
        }
        return list;
    }

    private static String line(Map<String, Object> json) {
        return new String(Json.line(json), StandardCharsets.UTF_8);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    /// [PrintWriter] keeps failures to itself.
    private void requireWritten() throws IOException {
        if (target != null && out.checkError())
            throw new IOException(target + ": cannot be written; is the disk full?");
    }

    @Override
    public void close() throws IOException {
        out.flush();
        if (target == null || partial == null) return;
        out.close();
        requireWritten();
        Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    }
}
