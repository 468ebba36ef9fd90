// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import dev.triad.runtime.encoder.TokenRow;
import dev.triad.runtime.model.HeadKind;
import dev.triad.runtime.question.AskedQuestion;
import dev.triad.runtime.question.FoundSpans;
import dev.triad.runtime.question.PairLayout;
import dev.triad.runtime.question.QuestionSettings;
import dev.triad.runtime.question.WindowReader;
import dev.triad.runtime.question.WindowReading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Finds the answer to a question in a text. Any thread may ask. A text that is longer than a row is read in windows
/// that overlap, and the best answer of all counts; a question that is too long loses its end.
///
/// ```java
/// try (var answerer = QuestionAnswerer.open(Path.of("squad.safetensors"))) {
///     System.out.println(answerer.answer("Who wrote it?", text).text());
/// }
/// ```
public final class QuestionAnswerer implements AutoCloseable {
    private final Engine engine;
    private final QuestionSettings settings;
    private final PairLayout layout;
    private final WindowReader reader;

    private QuestionAnswerer(Engine engine, QuestionSettings settings) {
        this.engine = engine;
        this.settings = settings;
        layout = PairLayout.of(engine.tokenizer());
        reader = new WindowReader(engine.model(), settings.beam());
    }

    /// Opens a model.
    ///
    /// @param model a packed model, or a folder with one or with a checkpoint
    /// @throws IOException when it cannot be read
    /// @throws IllegalArgumentException when it answers no questions
    public static QuestionAnswerer open(Path model) throws IOException {
        return open(model, RuntimeOptions.DEFAULT);
    }

    /// The same with options.
    public static QuestionAnswerer open(Path model, RuntimeOptions options) throws IOException {
        var engine = Engine.open(model, options, HeadKind.QUESTION_ANSWERING, HeadKind.JOINT_QUESTION_ANSWERING);
        try {
            var usual =
                    engine.note(QuestionSettings.FILE, QuestionSettings::read).orElse(QuestionSettings.DEFAULT);
            return new QuestionAnswerer(engine, usual.withMaxLength(engine.maxLength(options, usual.maxLength())));
        } catch (IOException | RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /// A question and the text to look in.
    ///
    /// @param question the question
    /// @param context the text
    public record Asked(String question, String context) {}

    /// How texts are cut and answers looked for.
    public QuestionSettings settings() {
        return settings;
    }

    /// Answers a question; the text is "" where the no-answer score is above what the model was tuned to.
    public Answer answer(String question, String context) {
        return answerAll(List.of(new Asked(question, context))).getFirst();
    }

    /// Answers questions together, which is faster; the answers come in their order.
    public List<Answer> answerAll(List<Asked> questions) {
        return answerAll(questions, settings.threshold());
    }

    /// The same with another threshold.
    ///
    /// @param threshold the no-answer score above which there is no answer; infinite if there always is one
    public List<Answer> answerAll(List<Asked> questions, double threshold) {
        var asked = new ArrayList<AskedQuestion>();
        var rows = new ArrayList<TokenRow>();
        var owners = new ArrayList<AskedQuestion>();
        for (var question : questions) {
            var one = new AskedQuestion(engine.tokenizer(), layout, settings, question.question(), question.context());
            asked.add(one);
            for (var row : one.rows()) {
                rows.add(row);
                owners.add(one);
            }
        }
        List<WindowReading> readings = engine.ask(rows, (hidden, stride, batch, numbers, turn) -> {
            var some = new ArrayList<WindowReading>();
            for (int i = 0; i < numbers.length; i++) {
                int first = batch.starts()[i];
                int length = batch.rows().get(i).length();
                int offset = owners.get(numbers[i]).offset();
                some.add(reader.read(hidden, stride, first, length, offset, turn));
            }
            return some;
        });
        var answers = new ArrayList<Answer>();
        int row = 0;
        for (var question : asked) {
            int end = row;
            while (end < owners.size() && owners.get(end).equals(question)) {
                end++;
            }
            answers.add(answer(question.choose(readings.subList(row, end), reader.noneIsRelative()), threshold));
            row = end;
        }
        return answers;
    }

    private static Answer answer(FoundSpans found, double threshold) {
        var candidates = found.spans().stream()
                .map(span ->
                        new Answer.Candidate(span.text(), span.start(), span.end(), span.score(), span.probability()))
                .toList();
        boolean none = candidates.isEmpty() || found.noAnswer() > threshold;
        return new Answer(none ? "" : candidates.getFirst().text(), candidates, found.noAnswer());
    }

    /// Waits for those who are asking, and releases the model.
    @Override
    public void close() {
        engine.close();
    }
}
