// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.app;

import dev.triad.runtime.TextClassifier;
import dev.triad.runtime.TextPair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Classes, labels or numbers of texts and pairs.
public record Classifying(TextClassifier classifier) implements Answering {
    @Override
    public List<Map<String, Object>> answer(List<AskedText> texts) {
        var found = classifier.classifyAll(texts.stream()
                .map(text -> new TextPair(text.first(), text.second()))
                .toList());
        var answers = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < texts.size(); i++) {
            var answer = found.get(i);
            var json = new LinkedHashMap<String, Object>();
            json.put("id", texts.get(i).id());
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

    @Override
    public String example() {
        return "What a fine film!";
    }

    @Override
    public void close() {
        classifier.close();
    }
}
