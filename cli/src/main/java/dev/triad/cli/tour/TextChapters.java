// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import dev.triad.core.file.Json;
import dev.triad.report.RunCurves;
import dev.triad.report.Series;
import dev.triad.report.page.Html;
import dev.triad.report.page.Page;
import dev.triad.report.page.Plot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What came of the texts.
record TextChapters(Itinerary tour, Map<String, StepResult> results) {
    private static final JsonMapper JSON = new JsonMapper();

    private String output(String step) {
        var result = results.get(step);
        return result == null ? "" : result.output();
    }

    /// Pretraining, and the words that were found out.
    void reading(Page page) throws IOException {
        page.section("Learning to read");
        page.paragraph("ELECTRA learns from text that nobody has labelled. A small generator replaces some words by"
                + " likely ones, and the encoder has to tell of every word whether it is the original. Its twin has the"
                + " same layers and reads the same text, but has to fill in words that are masked, as BERT does. Both"
                + " get the same number of arithmetic operations.");
        page.note(corpus());
        var twin = new ArrayList<Series>();
        curve("electra", "discriminator_loss", "evaluate", "ELECTRA's encoder").ifPresent(twin::add);
        curve("electra", "base_rate_loss", "evaluate", "knowing nothing").ifPresent(twin::add);
        var fill = new ArrayList<Series>();
        curve("electra", "generator_loss", "evaluate", "ELECTRA's generator").ifPresent(fill::add);
        for (String name : List.of("loss", "generator_loss", "masked_loss")) {
            if (fill.size() < 2) curve("mlm", name, "evaluate", "the twin").ifPresent(fill::add);
        }
        var figures = new ArrayList<Html>();
        if (!twin.isEmpty()) {
            figures.add(Page.figure(
                    Plot.lines("steps", "loss", twin).draw(),
                    "The loss in telling replaced words from others on held-out text, and that of knowing how often"
                            + " words are replaced, and nothing else."));
        }
        if (!fill.isEmpty()) {
            figures.add(Page.figure(
                    Plot.lines("steps", "loss in nats", fill).draw(),
                    "The loss in filling in masked words. The twin takes more steps, for each of them costs less."));
        }
        page.beside(figures);
        page.add(Html.text("Which words were replaced?").in("h3"));
        page.paragraph("The generator has replaced some words of these sentences. As many are suspected here as were"
                + " replaced: those that the encoder trusts least. What it found is green, what it missed red, and what"
                + " it suspected wrongly yellow.");
        var texts = output("detect").lines().map(JSON::readTree).toList();
        double suspected = suspected(texts);
        for (var text : texts) page.add(words(text, suspected));
    }

    private String corpus() throws IOException {
        var manifest = tour.at("shards").resolve("manifest.json");
        if (!Files.isRegularFile(manifest)) return "";
        var json = JSON.readTree(Files.readString(manifest));
        long tokens = sum(json, "tokens");
        long examples = sum(json, "examples");
        return String.format(
                Locale.ROOT, "The text: %,d examples, %,d tokens, cut into pieces of words.", examples, tokens);
    }

    /// All whole numbers of a name, wherever they are within the parts.
    private static long sum(JsonNode json, String name) {
        long sum = 0;
        for (var part : json.path("parts")) {
            for (var shard : part.path("shards")) sum += shard.path(name).asLong(0);
        }
        return sum;
    }

    private Optional<Series> curve(String run, String scalar, String kind, String name) throws IOException {
        return RunCurves.series(tour.at(run), scalar, kind, name);
    }

    /// The suspicion from which on as many words are suspected as were replaced.
    private static double suspected(List<JsonNode> texts) {
        var scores = new ArrayList<Double>();
        int replaced = 0;
        for (var text : texts) {
            for (var token : text.path("tokens")) {
                scores.add(token.path("replaced").asDouble(0));
                if (isReplaced(token)) replaced++;
            }
        }
        scores.sort(Comparator.reverseOrder());
        return replaced == 0 ? Double.MAX_VALUE : scores.get(replaced - 1);
    }

    private static boolean isReplaced(JsonNode token) {
        return !token.path("original").asString("").isEmpty();
    }

    private static Html words(JsonNode text, double suspected) {
        var html = Html.NONE;
        for (var token : text.path("tokens")) {
            String word = token.path("token").asString("");
            boolean continues = word.startsWith("##");
            boolean suspects = token.path("replaced").asDouble(0) >= suspected;
            String kind = isReplaced(token) ? suspects ? "found" : "missed" : suspects ? "alarm" : "";
            var shown = Html.text(continues ? word.substring(2) : word);
            String was = token.path("original").asString("");
            if (!was.isEmpty()) shown = shown.and(Html.text(" (" + was + ")").in("small"));
            html = html.and(new Html(continues ? "" : " "))
                    .and(kind.isEmpty() ? shown : shown.in("span class=\"" + kind + "\""));
        }
        return html.in("p class=\"words\"");
    }

    /// Fine-tuning.
    void learning(Page page) throws IOException {
        page.section("Learning a task");
        page.paragraph("Both encoders then learn a task from labelled rows, three times with different seeds"
                + (tour.isComposedTask()
                        ? ": is the sentence pleased or displeased? The 300 sentences to learn from use 30 words"
                                + " that say a mood, those to judge by 72. What the others mean, a model can know"
                                + " only from the text without labels."
                        : "."));
        var rows = new ArrayList<List<String>>();
        var names = new LinkedHashMap<String, String>();
        names.put("task-electra", "ELECTRA");
        names.put("task-mlm", "its twin");
        names.put("task-noise", "ELECTRA with Quant-Noise");
        for (var entry : names.entrySet()) {
            var accuracies = trials(tour.at(entry.getKey()));
            var row = new ArrayList<String>();
            row.add(entry.getValue());
            row.add(accuracies.isEmpty() ? "" : percent(median(accuracies)));
            for (double accuracy : accuracies) row.add(percent(accuracy));
            while (row.size() < 5) row.add("");
            rows.add(row);
        }
        page.table(List.of("accuracy on held-out rows", "median", "trial 1", "trial 2", "trial 3"), rows);
        if (tour.isComposedTask()) page.note("A guess is right in half of the sentences.");
    }

    private static List<Double> trials(Path run) throws IOException {
        var accuracies = new ArrayList<Double>();
        for (int trial = 1; trial <= TextRoute.TRIALS; trial++) {
            var file = run.resolve("trial-" + trial).resolve("result.json");
            if (!Files.isRegularFile(file)) continue;
            var json = JSON.readTree(Files.readString(file));
            var metric = json.path("metrics").path("accuracy");
            if (metric.isNumber()) accuracies.add(metric.asDouble());
        }
        return accuracies;
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /// Sizes against accuracies.
    void shrinking(Page page) throws IOException {
        page.section("Making it small");
        page.paragraph("The fine-tuned model is packed into one file in four ways: a byte or half a byte for each"
                + " weight, or one byte for every four or eight weights, which then share 256 patterns. The same is"
                + " done to a model that was fine-tuned with Quant-Noise: in every step a random tenth of its weights"
                + " was hidden, so that it learned to do without the exact values.");
        var names = Map.of("electra", "fine-tuned plainly", "noise", "with Quant-Noise");
        var groups = new ArrayList<Plot.Points>();
        var table = new ArrayList<List<String>>();
        for (String model : TextRoute.MODELS) {
            var sizes = new LinkedHashMap<String, Double>();
            var accuracies = new ArrayList<Double>();
            add("as it was", tour.at("task-" + model + "/model/model.safetensors"), model, sizes, accuracies);
            for (var packing : Packing.values()) {
                add(
                        packing.says(),
                        new TextRoute(tour).packed(model, packing),
                        model + "-" + packing.file(),
                        sizes,
                        accuracies);
            }
            var labels = List.copyOf(sizes.keySet());
            var x = sizes.values().stream().mapToDouble(Double::doubleValue).toArray();
            var y = accuracies.stream().mapToDouble(accuracy -> 100 * accuracy).toArray();
            groups.add(new Plot.Points(names.getOrDefault(model, model), x, y, labels));
            for (int i = 0; i < labels.size(); i++) {
                table.add(List.of(
                        names.getOrDefault(model, model),
                        labels.get(i),
                        String.format(Locale.ROOT, "%,.0f kB", x[i]),
                        percent(accuracies.get(i))));
            }
        }
        page.plot(
                Plot.points("size of the file in kB", "accuracy in %", groups).draw(),
                "Each point is a file that was measured; up and to the left is better.");
        page.table(List.of("model", "stored as", "file", "accuracy"), table);
        page.note(
                "So small a model, trained for minutes: a difference of a few points may be chance. Int8 and int4 cost"
                        + " little as they are. Product codes lose more, and get it back by training that goes on while they"
                        + " are made, stage by stage, which is what triad quant compress does when it is given the task.");
    }

    private void add(String label, Path file, String judged, Map<String, Double> sizes, List<Double> accuracies)
            throws IOException {
        var accuracy = accuracy(output("judge-" + judged));
        if (accuracy.isEmpty() || !Files.isRegularFile(file)) return;
        sizes.put(label, Files.size(file) / 1e3);
        accuracies.add(accuracy.get());
    }

    private static Optional<Double> accuracy(String output) throws IOException {
        int begin = output.indexOf('{');
        if (begin < 0) return Optional.empty();
        var json = Json.parse(output.substring(begin).getBytes(StandardCharsets.UTF_8));
        var metrics = json.get("metrics") instanceof Map<?, ?> inner ? inner : json;
        return metrics.get("accuracy") instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
    }

    /// Questions and answers.
    void answering(Page page) throws IOException {
        page.section("Answering with nothing but Java");
        page.paragraph("One of these files, with " + TextRoute.ANSWERING.says() + ", then answered, in plain Java: no"
                + " native library, nothing to install but a Java runtime. These are the first rows of the task's file"
                + " to judge by.");
        var answers =
                output("answer").lines().filter(line -> line.startsWith("{")).toList();
        var examples = new TextRoute(tour).examples();
        var rows = new ArrayList<List<String>>();
        for (int i = 0; i < Math.min(answers.size(), examples.size()); i++) {
            var answer = JSON.readTree(answers.get(i));
            String label = answer.path("label").asString("");
            var right = examples.get(i).labels();
            double sure = 0;
            for (var score : answer.path("probabilities")) sure = Math.max(sure, score.asDouble());
            rows.add(List.of(
                    examples.get(i).first(),
                    label,
                    sure > 0 ? percent(sure) : "",
                    right == null || right.contains(label) ? "" : "wrong, it is " + String.join(", ", right)));
        }
        page.table(List.of("sentence", "answer", "sure", ""), rows);
    }
}
