// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import dev.triad.cli.console.ExitCode;
import dev.triad.runtime.Classification;
import dev.triad.runtime.TextClassifier;
import dev.triad.runtime.TextPair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `triad run classify`.
@Command(
        name = "classify",
        header = "Says which class texts belong to.",
        description = "Writes the label of each text or pair (with a tab between) and the probabilities of all labels;"
                + " for a model of several labels those that are likely, for one of numbers the score.",
        footer = {
            "triad run classify --model sentiment.safetensors --input reviews.txt --output answers.jsonl",
            "triad run classify --model sentiment/model --threads 1 < reviews.txt"
        })
public final class ClassifyCommand implements Callable<Integer> {
    @Mixin
    RunOptions run = new RunOptions();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (var classifier = TextClassifier.open(run.model, run.options())) {
            run.answer(spec.commandLine().getOut(), items -> {
                var texts = items.stream()
                        .map(item -> new TextPair(item.first(), item.second()))
                        .toList();
                return answers(items, classifier.classifyAll(texts), classifier);
            });
        }
        return ExitCode.OK;
    }

    private static List<Map<String, Object>> answers(
            List<Item> items, List<Classification> found, TextClassifier classifier) {
        var answers = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < items.size(); i++) {
            var answer = found.get(i);
            var json = new LinkedHashMap<String, Object>();
            json.put("id", items.get(i).id());
            if (classifier.isRegression()) {
                json.put("score", answer.score());
            } else {
                if (classifier.isMultiLabel()) json.put("labels", answer.labels());
                else json.put("label", answer.label());
                json.put("probabilities", answer.probabilities());
            }
            answers.add(json);
        }
        return answers;
    }
}
