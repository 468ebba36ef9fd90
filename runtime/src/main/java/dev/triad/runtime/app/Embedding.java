// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.app;

import dev.triad.runtime.TextEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Vectors of texts.
public record Embedding(TextEncoder encoder) implements Answering {
    @Override
    public List<Map<String, Object>> answer(List<AskedText> texts) {
        var vectors = encoder.encodeAll(texts.stream().map(AskedText::first).toList());
        var answers = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < texts.size(); i++) {
            var json = new LinkedHashMap<String, Object>();
            json.put("id", texts.get(i).id());
            json.put("vector", numbers(vectors.get(i)));
            answers.add(json);
        }
        return answers;
    }

    /// As short as a float can be written.
    private static List<Double> numbers(float[] vector) {
        var numbers = new ArrayList<Double>(vector.length);
        for (float number : vector) {
            numbers.add(Double.valueOf(Float.toString(number)));
        }
        return numbers;
    }

    @Override
    public String example() {
        return "The river rises in the mountains.";
    }

    @Override
    public void close() {
        encoder.close();
    }
}
