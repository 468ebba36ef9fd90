// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import dev.triad.core.text.EncodeOptions;
import dev.triad.core.text.Encoding;
import dev.triad.runtime.encoder.TokenRow;
import dev.triad.runtime.model.HeadKind;
import dev.triad.runtime.rows.RowMaker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Tells which tokens of a text look replaced: ELECTRA's discriminator as it was pretrained. Any thread may ask. A text
/// that is too long loses its end.
public final class ReplacedTokenDetector implements AutoCloseable {
    private final Engine engine;
    private final RowMaker rows;

    private ReplacedTokenDetector(Engine engine, RowMaker rows) {
        this.engine = engine;
        this.rows = rows;
    }

    /// Opens a model.
    ///
    /// @param model a packed model, or a folder with one or with a checkpoint
    /// @throws IOException when it cannot be read
    /// @throws IllegalArgumentException when it is no discriminator
    public static ReplacedTokenDetector open(Path model) throws IOException {
        return open(model, RuntimeOptions.DEFAULT);
    }

    /// The same with options.
    public static ReplacedTokenDetector open(Path model, RuntimeOptions options) throws IOException {
        var engine = Engine.open(model, options, HeadKind.REPLACED_TOKEN);
        try {
            int longest = engine.maxLength(options, Integer.MAX_VALUE);
            return new ReplacedTokenDetector(engine, new RowMaker(engine.tokenizer(), longest));
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /// The tokens of a text, special ones left out.
    public List<DetectedToken> detect(String text) {
        return detectAll(List.of(text)).getFirst();
    }

    /// Those of several texts, which is faster; the answers come in their order.
    public List<List<DetectedToken>> detectAll(List<String> texts) {
        var encodings = new ArrayList<Encoding>();
        for (String text : texts) {
            encodings.add(rows.encoding(text, null, EncodeOptions.MODEL));
        }
        var tokens = encodings.stream()
                .map(row -> new TokenRow(row.ids(), row.typeIds()))
                .toList();
        var head = engine.model().head().orElseThrow();
        return engine.ask(tokens, (hidden, stride, batch, numbers, turn) -> {
            var logits = head.logits(
                    hidden, stride, IntStream.range(0, batch.tokens()).toArray(), turn);
            var answers = new ArrayList<List<DetectedToken>>();
            for (int i = 0; i < numbers.length; i++) {
                answers.add(answer(encodings.get(numbers[i]), logits, batch.starts()[i]));
            }
            return answers;
        });
    }

    private List<DetectedToken> answer(Encoding row, float[][] logits, int first) {
        var vocabulary = engine.tokenizer().vocabulary();
        var tokens = new ArrayList<DetectedToken>();
        for (int i = 0; i < row.length(); i++) {
            if (row.sequences()[i] >= 0) {
                tokens.add(new DetectedToken(
                        vocabulary.token(row.ids()[i]),
                        row.starts()[i],
                        row.ends()[i],
                        Probabilities.of(logits[first + i][0])));
            }
        }
        return tokens;
    }

    /// Waits for those who are asking, and releases the model.
    @Override
    public void close() {
        engine.close();
    }
}
