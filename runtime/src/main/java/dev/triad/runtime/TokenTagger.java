// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import dev.triad.core.metrics.TagSpan;
import dev.triad.runtime.encoder.TokenRow;
import dev.triad.runtime.model.HeadKind;
import dev.triad.runtime.rows.PlacedWord;
import dev.triad.runtime.rows.RowMaker;
import dev.triad.runtime.rows.WordRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Gives each word of a text a tag: names, parts of speech. Any thread may ask. Words are what stands between white
/// space, unless they come as words; a text that is too long is read in parts, so that no word goes without a tag.
///
/// ```java
/// try (var tagger = TokenTagger.open(Path.of("names.safetensors"))) {
///     tagger.tag("Ada Lovelace was born in London .").spans().forEach(System.out::println);
/// }
/// ```
public final class TokenTagger implements AutoCloseable {
    private static final int USUAL_LENGTH = 256;

    private final Engine engine;
    private final RowMaker rows;
    private final boolean marksSpans;

    private TokenTagger(Engine engine, RowMaker rows) {
        this.engine = engine;
        this.rows = rows;
        marksSpans = labels().stream().allMatch(tag -> tag.equals("O") || tag.matches("[BIESLUM](-.*)?"));
    }

    /// Opens a model.
    ///
    /// @param model a packed model, or a folder with one or with a checkpoint
    /// @throws IOException when it cannot be read
    /// @throws IllegalArgumentException when it gives no tags
    public static TokenTagger open(Path model) throws IOException {
        return open(model, RuntimeOptions.DEFAULT);
    }

    /// The same with options.
    public static TokenTagger open(Path model, RuntimeOptions options) throws IOException {
        var engine = Engine.open(model, options, HeadKind.TOKEN_CLASSIFICATION);
        try {
            int usual = engine.note("task.json", TextClassifier::trainedLength).orElse(USUAL_LENGTH);
            return new TokenTagger(engine, new RowMaker(engine.tokenizer(), engine.maxLength(options, usual)));
        } catch (IOException | RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /// The tags, in the model's order.
    public List<String> labels() {
        return engine.config().labels();
    }

    /// Whether the tags are of the kind that marks spans.
    public boolean marksSpans() {
        return marksSpans;
    }

    /// Tags the words of a text.
    public TaggedText tag(String text) {
        return tagAll(List.of(text)).getFirst();
    }

    /// Tags texts together, which is faster; the answers come in their order.
    public List<TaggedText> tagAll(List<String> texts) {
        var sentences = texts.stream()
                .map(text -> new Sentence(text, PlacedWord.of(text)))
                .toList();
        return answer(sentences);
    }

    /// Tags sentences that are cut into words already; their texts are the words with a space between each two.
    public List<TaggedText> tagWords(List<List<String>> sentences) {
        return answer(sentences.stream()
                .map(words -> new Sentence(String.join(" ", words), PlacedWord.of(words)))
                .toList());
    }

    private record Sentence(String text, List<PlacedWord> words) {}

    /// The best tag of a word.
    private record Tag(String name, double probability) {}

    private List<TaggedText> answer(List<Sentence> sentences) {
        var parts = new ArrayList<WordRow>();
        var counts = new ArrayList<Integer>();
        for (var sentence : sentences) {
            var some =
                    rows.words(sentence.words().stream().map(PlacedWord::text).toList());
            parts.addAll(some);
            counts.add(some.size());
        }
        var tags = tags(parts);
        var answers = new ArrayList<TaggedText>();
        int part = 0;
        for (int i = 0; i < sentences.size(); i++) {
            var its = new ArrayList<Tag>();
            for (int end = part + counts.get(i); part < end; part++) {
                its.addAll(tags.get(part));
            }
            answers.add(tagged(sentences.get(i), its));
        }
        return answers;
    }

    private List<List<Tag>> tags(List<WordRow> parts) {
        List<TokenRow> tokens = parts.stream().map(WordRow::row).toList();
        var head = engine.model().head().orElseThrow();
        return engine.ask(tokens, (hidden, stride, batch, numbers, turn) -> {
            var asked = new ArrayList<Integer>();
            for (int i = 0; i < numbers.length; i++) {
                for (int place : parts.get(numbers[i]).places()) {
                    asked.add(batch.starts()[i] + place);
                }
            }
            var logits = head.logits(
                    hidden, stride, asked.stream().mapToInt(Integer::intValue).toArray(), turn);
            var answers = new ArrayList<List<Tag>>();
            int word = 0;
            for (int number : numbers) {
                var some = new ArrayList<Tag>();
                for (int end = word + parts.get(number).places().length; word < end; word++) {
                    double[] shares = Probabilities.of(logits[word]);
                    int best = Probabilities.best(shares);
                    some.add(new Tag(labels().get(best), shares[best]));
                }
                answers.add(some);
            }
            return answers;
        });
    }

    private TaggedText tagged(Sentence sentence, List<Tag> tags) {
        var words = new ArrayList<TaggedText.Word>();
        for (int i = 0; i < tags.size(); i++) {
            var word = sentence.words().get(i);
            var tag = tags.get(i);
            words.add(new TaggedText.Word(word.text(), word.start(), word.end(), tag.name(), tag.probability()));
        }
        var spans = new ArrayList<TaggedText.Span>();
        if (marksSpans) {
            for (var span : TagSpan.of(tags.stream().map(Tag::name).toList())) {
                int start = words.get(span.start()).start();
                int end = words.get(span.end() - 1).end();
                spans.add(new TaggedText.Span(span.type(), sentence.text().substring(start, end), start, end));
            }
        }
        return new TaggedText(sentence.text(), words, spans);
    }

    /// Waits for those who are asking, and releases the model.
    @Override
    public void close() {
        engine.close();
    }
}
