// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import dev.triad.core.file.JsonPart;
import dev.triad.runtime.encoder.TokenRow;
import dev.triad.runtime.model.HeadKind;
import dev.triad.runtime.rows.RowMaker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says which class a text or a pair of texts belongs to, which labels it has, or what number it gets; which of the
/// three, the model decides. Any thread may ask. Texts that are too long lose their end, of a pair the longer one.
///
/// ```java
/// try (var classifier = TextClassifier.open(Path.of("sentiment.safetensors"))) {
///     System.out.println(classifier.classify("What a fine film!").label());
/// }
/// ```
public final class TextClassifier implements AutoCloseable {
    /// From which probability on a text has a label, where labels do not exclude each other.
    private static final double THRESHOLD = 0.5;

    private static final int USUAL_LENGTH = 128;

    private enum Problem {
        ONE_LABEL,
        LABELS,
        NUMBER
    }

    private final Engine engine;
    private final RowMaker rows;
    private final Problem problem;

    private TextClassifier(Engine engine, RowMaker rows) {
        this.engine = engine;
        this.rows = rows;
        problem = problem(engine.config().problemType().orElse(""), labels().size());
    }

    /// Where the model does not say, `transformers` decides the same way.
    private static Problem problem(String type, int labels) {
        return switch (type) {
            case "regression" -> Problem.NUMBER;
            case "multi_label_classification" -> Problem.LABELS;
            case "single_label_classification" -> Problem.ONE_LABEL;
            default -> labels == 1 ? Problem.NUMBER : Problem.ONE_LABEL;
        };
    }

    /// Opens a model.
    ///
    /// @param model a packed model, or a folder with one or with a checkpoint
    /// @throws IOException when it cannot be read
    /// @throws IllegalArgumentException when it is no classifier
    public static TextClassifier open(Path model) throws IOException {
        return open(model, RuntimeOptions.DEFAULT);
    }

    /// The same with options.
    public static TextClassifier open(Path model, RuntimeOptions options) throws IOException {
        var engine = Engine.open(model, options, HeadKind.SEQUENCE_CLASSIFICATION, HeadKind.LINEAR_CLASSIFICATION);
        try {
            int usual = engine.note("task.json", TextClassifier::trainedLength).orElse(USUAL_LENGTH);
            return new TextClassifier(engine, new RowMaker(engine.tokenizer(), engine.maxLength(options, usual)));
        } catch (IOException | RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /// The longest row that a model was fine-tuned with, from its `task.json`.
    static int trainedLength(String place, String text) throws IOException {
        return JsonPart.read(place, text.getBytes(StandardCharsets.UTF_8))
                .get("max_length")
                .whole();
    }

    /// The names of the classes, in the model's order.
    public List<String> labels() {
        return engine.config().labels();
    }

    /// Whether answers are numbers.
    public boolean isRegression() {
        return problem == Problem.NUMBER;
    }

    /// Whether a text may have several labels, or none.
    public boolean isMultiLabel() {
        return problem == Problem.LABELS;
    }

    /// Classifies a text.
    public Classification classify(String text) {
        return classify(text, null);
    }

    /// Classifies a pair of texts.
    ///
    /// @param second null for a text alone
    public Classification classify(String first, @Nullable String second) {
        return classifyAll(List.of(new TextPair(first, second))).getFirst();
    }

    /// Classifies texts together, which is faster; the answers come in their order.
    public List<Classification> classifyAll(List<TextPair> texts) {
        List<TokenRow> tokens = new ArrayList<>();
        for (var text : texts) {
            tokens.add(rows.text(text.first(), text.second()));
        }
        var head = engine.model().head().orElseThrow();
        return engine.ask(tokens, (hidden, stride, batch, _, turn) -> {
            int[] firsts = Arrays.copyOf(batch.starts(), batch.rows().size());
            var answers = new ArrayList<Classification>();
            for (float[] logits : head.logits(hidden, stride, firsts, turn)) {
                answers.add(answer(logits));
            }
            return answers;
        });
    }

    private Classification answer(float[] logits) {
        if (problem == Problem.NUMBER) {
            return new Classification(List.of(), new LinkedHashMap<>(), logits[0]);
        }
        double[] shares = problem == Problem.LABELS ? Probabilities.each(logits) : Probabilities.of(logits);
        var named = new LinkedHashMap<String, Double>();
        var given = new ArrayList<String>();
        int best = Probabilities.best(shares);
        for (int label = 0; label < shares.length; label++) {
            named.put(labels().get(label), shares[label]);
            if (problem == Problem.LABELS ? shares[label] >= THRESHOLD : label == best) {
                given.add(labels().get(label));
            }
        }
        return new Classification(given, named, shares[best]);
    }

    /// Waits for those who are asking, and releases the model.
    @Override
    public void close() {
        engine.close();
    }
}
