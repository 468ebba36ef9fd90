// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.app;

import dev.triad.runtime.TaggedText;
import dev.triad.runtime.TokenTagger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tags of words, and the spans they mark.
public record Tagging(TokenTagger tagger) implements Answering {
    @Override
    public List<Map<String, Object>> answer(List<AskedText> texts) {
        var answers = new ArrayList<Map<String, Object>>();
        var tagged = tagged(texts);
        for (int i = 0; i < texts.size(); i++) {
            answers.add(answer(texts.get(i), tagged.get(i)));
        }
        return answers;
    }

    /// Texts and words in turn keep their order.
    private List<TaggedText> tagged(List<AskedText> all) {
        var texts = tagger.tagAll(all.stream()
                        .filter(text -> text.words().isEmpty())
                        .map(AskedText::whole)
                        .toList())
                .iterator();
        var words = tagger.tagWords(all.stream()
                        .map(AskedText::words)
                        .filter(some -> !some.isEmpty())
                        .toList())
                .iterator();
        return all.stream()
                .map(text -> text.words().isEmpty() ? texts.next() : words.next())
                .toList();
    }

    private Map<String, Object> answer(AskedText asked, TaggedText tagged) {
        String text = tagged.text();
        var words = new ArrayList<Object>();
        for (var word : tagged.words()) {
            var json = new LinkedHashMap<String, Object>();
            json.put("word", word.text());
            json.put("tag", word.tag());
            json.put("probability", word.probability());
            json.put("start", Answering.codePoints(text, word.start()));
            json.put("end", Answering.codePoints(text, word.end()));
            words.add(json);
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("line", asked.line());
        json.put("text", text);
        json.put("words", words);
        if (tagger.marksSpans()) {
            json.put(
                    "spans",
                    tagged.spans().stream().map(span -> span(text, span)).toList());
        }
        return json;
    }

    private static Map<String, Object> span(String text, TaggedText.Span span) {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", span.type());
        json.put("start", Answering.codePoints(text, span.start()));
        json.put("end", Answering.codePoints(text, span.end()));
        json.put("text", span.text());
        return json;
    }

    @Override
    public String example() {
        return "Anna lives in Paris .";
    }

    @Override
    public void close() {
        tagger.close();
    }
}
