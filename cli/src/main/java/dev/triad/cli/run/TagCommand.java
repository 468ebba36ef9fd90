// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import dev.triad.cli.console.ExitCode;
import dev.triad.runtime.TaggedText;
import dev.triad.runtime.TokenTagger;
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

/// `triad run tag`.
@Command(
        name = "tag",
        header = "Gives each word of texts a tag.",
        description = "Writes the words of each text (what stands between white space, or \"words\" of JSON lines) with"
                + " their tags and places, and the spans that the tags mark. Places count characters (code points).",
        footer = {
            "triad run tag --model names.safetensors --input news.txt",
            "triad run tag --model names/model --json < sentences.jsonl"
        })
public final class TagCommand implements Callable<Integer> {
    @Mixin
    RunOptions run = new RunOptions();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (var tagger = TokenTagger.open(run.model, run.options())) {
            boolean marksSpans = tagger.marksSpans();
            run.answer(spec.commandLine().getOut(), items -> {
                var answers = new ArrayList<Map<String, Object>>();
                var tagged = tagged(tagger, items);
                for (int i = 0; i < items.size(); i++) {
                    answers.add(answer(items.get(i), tagged.get(i), marksSpans));
                }
                return answers;
            });
        }
        return ExitCode.OK;
    }

    /// Texts and words in turn keep their order.
    private static List<TaggedText> tagged(TokenTagger tagger, List<Item> items) {
        var texts = tagger.tagAll(items.stream()
                        .filter(item -> item.words().isEmpty())
                        .map(Item::whole)
                        .toList())
                .iterator();
        var words = tagger.tagWords(items.stream()
                        .map(Item::words)
                        .filter(some -> !some.isEmpty())
                        .toList())
                .iterator();
        return items.stream()
                .map(item -> item.words().isEmpty() ? texts.next() : words.next())
                .toList();
    }

    private static Map<String, Object> answer(Item item, TaggedText tagged, boolean marksSpans) {
        String text = tagged.text();
        var words = new ArrayList<Object>();
        for (var word : tagged.words()) {
            var json = new LinkedHashMap<String, Object>();
            json.put("word", word.text());
            json.put("tag", word.tag());
            json.put("probability", word.probability());
            json.put("start", RunOptions.codePoints(text, word.start()));
            json.put("end", RunOptions.codePoints(text, word.end()));
            words.add(json);
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("line", item.line());
        json.put("text", text);
        json.put("words", words);
        if (marksSpans) {
            json.put(
                    "spans",
                    tagged.spans().stream().map(span -> span(text, span)).toList());
        }
        return json;
    }

    private static Map<String, Object> span(String text, TaggedText.Span span) {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", span.type());
        json.put("start", RunOptions.codePoints(text, span.start()));
        json.put("end", RunOptions.codePoints(text, span.end()));
        json.put("text", span.text());
        return json;
    }
}
