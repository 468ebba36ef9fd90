// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import dev.triad.core.text.DecodeOptions;
import dev.triad.core.text.EncodeOptions;
import dev.triad.core.text.Encoding;
import dev.triad.core.text.SpecialToken;
import dev.triad.runtime.encoder.TokenRow;
import dev.triad.runtime.model.HeadKind;
import dev.triad.runtime.question.WindowReading;
import dev.triad.runtime.rows.RowMaker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Says what may stand where a text has masks (`[MASK]`, or `<mask>` for RoBERTa). Any thread may ask. A text that is
/// too long loses its end, and the masks in it.
public final class MaskedTokenFiller implements AutoCloseable {
    private static final EncodeOptions WITH_MASKS = EncodeOptions.MODEL.withSpecialTokensInText();

    private final Engine engine;
    private final RowMaker rows;
    private final int mask;

    private MaskedTokenFiller(Engine engine, RowMaker rows) {
        this.engine = engine;
        this.rows = rows;
        mask = engine.tokenizer().vocabulary().id(SpecialToken.MASK);
    }

    /// Opens a model.
    ///
    /// @param model a packed model, or a folder with one or with a checkpoint
    /// @throws IOException when it cannot be read
    /// @throws IllegalArgumentException when it is no masked language model
    public static MaskedTokenFiller open(Path model) throws IOException {
        return open(model, RuntimeOptions.DEFAULT);
    }

    /// The same with options.
    public static MaskedTokenFiller open(Path model, RuntimeOptions options) throws IOException {
        var engine = Engine.open(model, options, HeadKind.MASKED_LM);
        try {
            int longest = engine.maxLength(options, Integer.MAX_VALUE);
            return new MaskedTokenFiller(engine, new RowMaker(engine.tokenizer(), longest));
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /// How the model spells a mask.
    public String maskToken() {
        return engine.tokenizer().vocabulary().token(mask);
    }

    /// What may stand at each mask of a text.
    ///
    /// @param count how many candidates for each
    /// @throws IllegalArgumentException when the text has no mask
    public List<FilledMask> fill(String text, int count) {
        return fillAll(List.of(text), count).getFirst();
    }

    /// The same for several texts, which is faster; the answers come in their order.
    public List<List<FilledMask>> fillAll(List<String> texts, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("at least one candidate is wanted, got " + count);
        }
        var encodings = new ArrayList<Encoding>();
        for (String text : texts) {
            encodings.add(encoding(text));
        }
        var tokens = encodings.stream()
                .map(row -> new TokenRow(row.ids(), row.typeIds()))
                .toList();
        var head = engine.model().head().orElseThrow();
        return engine.ask(tokens, (hidden, stride, batch, numbers, turn) -> {
            var places = new ArrayList<Integer>();
            for (int i = 0; i < numbers.length; i++) {
                for (int place : masks(encodings.get(numbers[i]))) {
                    places.add(batch.starts()[i] + place);
                }
            }
            var logits = head.logits(
                    hidden, stride, places.stream().mapToInt(Integer::intValue).toArray(), turn);
            var answers = new ArrayList<List<FilledMask>>();
            int next = 0;
            for (int number : numbers) {
                var row = encodings.get(number);
                var filled = new ArrayList<FilledMask>();
                for (int place : masks(row)) {
                    filled.add(
                            new FilledMask(row.starts()[place], row.ends()[place], candidates(logits[next++], count)));
                }
                answers.add(filled);
            }
            return answers;
        });
    }

    private Encoding encoding(String text) {
        var row = rows.encoding(text, null, WITH_MASKS);
        if (masks(row).isEmpty()) {
            throw new IllegalArgumentException("the text has no " + maskToken() + " among its first " + rows.maxLength()
                    + " tokens, so there is nothing to fill");
        }
        return row;
    }

    private List<Integer> masks(Encoding row) {
        var masks = new ArrayList<Integer>();
        for (int i = 0; i < row.length(); i++) {
            if (row.ids()[i] == mask) {
                masks.add(i);
            }
        }
        return masks;
    }

    private List<FilledMask.Candidate> candidates(float[] logits, int count) {
        var tokenizer = engine.tokenizer();
        int known = Math.min(logits.length, tokenizer.vocabulary().size());
        double[] shares = Probabilities.of(logits);
        var candidates = new ArrayList<FilledMask.Candidate>();
        for (int id : WindowReading.largest(logits, known, count)) {
            candidates.add(new FilledMask.Candidate(
                    tokenizer.vocabulary().token(id),
                    tokenizer.decode(new int[] {id}, DecodeOptions.VERBATIM).strip(),
                    shares[id]));
        }
        return candidates;
    }

    /// Waits for those who are asking, and releases the model.
    @Override
    public void close() {
        engine.close();
    }
}
