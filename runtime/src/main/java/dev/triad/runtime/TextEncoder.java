// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import dev.triad.core.text.EncodeOptions;
import dev.triad.core.text.Encoding;
import dev.triad.runtime.encoder.TokenBatch;
import dev.triad.runtime.encoder.TokenRow;
import dev.triad.runtime.rows.RowMaker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns texts into vectors: the encoder alone, whatever head the model has. Any thread may ask. A text that is too
/// long loses its end.
///
/// ```java
/// try (var encoder = TextEncoder.open(Path.of("encoder.safetensors"))) {
///     float[] vector = encoder.encode("The river rises in the mountains.");
/// }
/// ```
public final class TextEncoder implements AutoCloseable {
    private final Engine engine;
    private final RowMaker rows;
    private final Pooling pooling;

    private TextEncoder(Engine engine, RowMaker rows, Pooling pooling) {
        this.engine = engine;
        this.rows = rows;
        this.pooling = pooling;
    }

    /// Opens a model; a text's vector is the mean of its tokens'.
    ///
    /// @param model a packed model, or a folder with one or with a checkpoint
    /// @throws IOException when it cannot be read
    public static TextEncoder open(Path model) throws IOException {
        return open(model, RuntimeOptions.DEFAULT, Pooling.MEAN);
    }

    /// The same with options.
    public static TextEncoder open(Path model, RuntimeOptions options, Pooling pooling) throws IOException {
        var engine = Engine.open(model, options);
        try {
            int longest = engine.maxLength(options, Integer.MAX_VALUE);
            return new TextEncoder(engine, new RowMaker(engine.tokenizer(), longest), pooling);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /// The length of a vector.
    public int dimensions() {
        return engine.config().hiddenSize();
    }

    /// The vector of a text.
    public float[] encode(String text) {
        return encodeAll(List.of(text)).getFirst();
    }

    /// The vectors of texts, computed together, which is faster; they come in the order of the texts.
    public List<float[]> encodeAll(List<String> texts) {
        var tokens = texts.stream().map(text -> rows.text(text, null)).toList();
        return engine.ask(tokens, (hidden, stride, batch, _, _) -> {
            var vectors = new ArrayList<float[]>();
            for (int row = 0; row < batch.rows().size(); row++) {
                vectors.add(pooled(hidden, stride, batch, row));
            }
            return vectors;
        });
    }

    private float[] pooled(float[] hidden, int stride, TokenBatch batch, int row) {
        int first = batch.starts()[row];
        int count = pooling == Pooling.FIRST ? 1 : batch.rows().get(row).length();
        var vector = new float[dimensions()];
        for (int token = first; token < first + count; token++) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] += hidden[token * stride + i];
            }
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= count;
        }
        return vector;
    }

    /// The tokens of a text or a pair with their vectors.
    ///
    /// @param second null for a text alone
    public TokenVectors tokens(String first, @Nullable String second) {
        Encoding encoding = rows.encoding(first, second, EncodeOptions.MODEL);
        var row = new TokenRow(encoding.ids(), encoding.typeIds());
        var vectors = engine.ask(List.of(row), (hidden, stride, batch, _, _) -> {
                    var some = new ArrayList<float[]>();
                    for (int token = 0; token < batch.tokens(); token++) {
                        some.add(Arrays.copyOfRange(hidden, token * stride, token * stride + dimensions()));
                    }
                    return List.of(some);
                })
                .getFirst();
        var vocabulary = engine.tokenizer().vocabulary();
        return new TokenVectors(
                Arrays.stream(encoding.ids()).mapToObj(vocabulary::token).toList(), vectors);
    }

    /// Waits for those who are asking, and releases the model.
    @Override
    public void close() {
        engine.close();
    }
}
