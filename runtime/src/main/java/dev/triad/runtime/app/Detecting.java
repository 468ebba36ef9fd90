// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.app;

import dev.triad.runtime.DetectedToken;
import dev.triad.runtime.ReplacedTokenDetector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which tokens of texts look replaced.
public record Detecting(ReplacedTokenDetector detector) implements Answering {
    @Override
    public List<Map<String, Object>> answer(List<AskedText> texts) {
        var found = detector.detectAll(texts.stream().map(AskedText::whole).toList());
        var answers = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i).whole();
            var json = new LinkedHashMap<String, Object>();
            json.put("id", texts.get(i).id());
            json.put("text", text);
            json.put(
                    "tokens",
                    found.get(i).stream().map(token -> token(text, token)).toList());
            answers.add(json);
        }
        return answers;
    }

    private static Map<String, Object> token(String text, DetectedToken token) {
        var json = new LinkedHashMap<String, Object>();
        json.put("token", token.token());
        json.put("start", Answering.codePoints(text, token.start()));
        json.put("end", Answering.codePoints(text, token.end()));
        json.put("replaced", token.replaced());
        return json;
    }

    @Override
    public String example() {
        return "The chef ate the meal.";
    }

    @Override
    public void close() {
        detector.close();
    }
}
