// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.app;

import dev.triad.runtime.FilledMask;
import dev.triad.runtime.MaskedTokenFiller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What may stand at masks in texts.
///
/// @param candidates how many tokens for each mask
public record Filling(MaskedTokenFiller filler, int candidates) implements Answering {
    @Override
    public List<Map<String, Object>> answer(List<AskedText> texts) throws IOException {
        for (var text : texts) {
            if (!text.whole().contains(filler.maskToken())) {
                throw new IOException(text.place() + ": has no " + filler.maskToken() + " to fill");
            }
        }
        var found = filler.fillAll(texts.stream().map(AskedText::whole).toList(), candidates);
        var answers = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i).whole();
            var json = new LinkedHashMap<String, Object>();
            json.put("id", texts.get(i).id());
            json.put("text", text);
            json.put(
                    "masks", found.get(i).stream().map(mask -> mask(text, mask)).toList());
            answers.add(json);
        }
        return answers;
    }

    private static Map<String, Object> mask(String text, FilledMask mask) {
        var candidates = new ArrayList<Object>();
        for (var candidate : mask.candidates()) {
            var json = new LinkedHashMap<String, Object>();
            json.put("token", candidate.token());
            json.put("text", candidate.text());
            json.put("probability", candidate.probability());
            candidates.add(json);
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("start", Answering.codePoints(text, mask.start()));
        json.put("end", Answering.codePoints(text, mask.end()));
        json.put("candidates", candidates);
        return json;
    }

    @Override
    public String example() {
        return "The " + filler.maskToken() + " rises in the mountains.";
    }

    @Override
    public void close() {
        filler.close();
    }
}
