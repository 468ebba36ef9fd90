// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.text.Tokenizer;
import dev.triad.runtime.encoder.TextModel;
import dev.triad.runtime.encoder.TokenBatch;
import dev.triad.runtime.encoder.TokenRow;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.model.EncoderConfig;
import dev.triad.runtime.model.HeadKind;
import dev.triad.runtime.model.ModelFiles;
import dev.triad.runtime.work.Crew;
import dev.triad.runtime.work.Turn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What the six kinds of answers share: a model that is open, its tokenizer, and threads. Rows are computed together,
/// without padding, as many as keep the arithmetic busy; the answers come in the order of the rows.
final class Engine implements AutoCloseable {
    /// Tokens of one forward pass: enough to use each weight that is decoded often, few enough for the caches.
    private static final int TOKENS = 512;

    /// Fewer tokens than this are not worth a second thread.
    private static final int WORTH_HELP = 8;

    private final ModelFiles files;
    private final TextModel model;
    private final Tokenizer tokenizer;
    private final Crew crew;
    private boolean closed;

    private Engine(ModelFiles files, TextModel model, Tokenizer tokenizer, Crew crew) {
        this.files = files;
        this.model = model;
        this.tokenizer = tokenizer;
        this.crew = crew;
    }

    /// What a model says about rows of a forward pass.
    @FunctionalInterface
    interface Reader<T> {
        /// @param hidden the encoder's last states, in the order of the batch
        /// @param stride from one state to the next
        /// @param numbers the rows' numbers among all that were asked about
        /// @return an answer for each row of the batch
        List<T> read(float[] hidden, int stride, TokenBatch batch, int[] numbers, Turn turn);
    }

    /// Opens a model that answers one of some kinds of questions.
    ///
    /// @param heads the heads that will do; none if the encoder alone is wanted
    /// @throws IllegalArgumentException when it answers something else
    static Engine open(Path path, RuntimeOptions options, HeadKind... heads) throws IOException {
        return of(ModelFiles.open(path), options, heads);
    }

    /// The same of files that are open already; they are closed with it, or when it fails.
    static Engine of(ModelFiles files, RuntimeOptions options, HeadKind... heads) throws IOException {
        try {
            var config = files.config();
            if (heads.length > 0 && !Arrays.asList(heads).contains(config.head())) {
                throw new IllegalArgumentException(files.place() + ": the model answers "
                        + config.head().answers() + ", not " + heads[0].answers());
            }
            var tokenizer = files.tokenizer();
            int tokens = tokenizer.vocabulary().size();
            if (tokens > config.vocabSize()) {
                throw new ModelFileException(
                        files.place(),
                        "the tokenizer has " + tokens + " tokens, the model's table has " + config.vocabSize()
                                + " rows; they do not belong together");
            }
            var model = TextModel.load(files, config, heads.length > 0, Kernels.best(), options.tables());
            return new Engine(files, model, tokenizer, new Crew(options.threads()));
        } catch (IOException | RuntimeException | Error e) {
            files.close();
            throw e;
        }
    }

    EncoderConfig config() {
        return model.config();
    }

    TextModel model() {
        return model;
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    /// How errors call the model.
    String place() {
        return files.place();
    }

    /// What a file that was saved with the model says.
    ///
    /// @param parser takes what errors call it, and its text
    <T> Optional<T> note(String name, Parser<T> parser) throws IOException {
        var text = files.text(name);
        return text.isEmpty() ? Optional.empty() : Optional.of(parser.parse(place() + " (" + name + ")", text.get()));
    }

    /// Reads a file's text.
    @FunctionalInterface
    interface Parser<T> {
        T parse(String place, String text) throws IOException;
    }

    /// The longest row: what was asked for, else `usual`, as far as the model's positions go.
    ///
    /// @throws IllegalArgumentException when more was asked for than the model has positions
    int maxLength(RuntimeOptions options, int usual) {
        int limit = config().maxLength();
        if (options.maxLength().isPresent() && options.maxLength().getAsInt() > limit) {
            throw new IllegalArgumentException("a longest row of "
                    + options.maxLength().getAsInt() + " tokens is beyond the model's table of " + limit
                    + " positions");
        }
        return options.maxLength().orElse(Math.min(usual, limit));
    }

    /// An answer to each row, in their order.
    <T> List<T> ask(List<TokenRow> rows, Reader<T> reader) {
        var passes = passes(rows);
        int tokens = rows.stream().mapToInt(TokenRow::length).sum();
        var answers = new ArrayList<@Nullable T>(java.util.Collections.nCopies(rows.size(), null));
        BiFunction<int[], Turn, List<T>> pass = (numbers, turn) -> {
            var batch = TokenBatch.of(Arrays.stream(numbers).mapToObj(rows::get).toList());
            var hidden = model.encoder().forward(batch, turn);
            return reader.read(hidden, model.encoder().stride(), batch, numbers, turn);
        };
        try (var turn = crew.turn(tokens >= WORTH_HELP)) {
            if (passes.size() >= 2 && passes.size() >= turn.hands()) {
                turn.each(passes.size(), (part, scratch) -> {
                    var numbers = passes.get(part);
                    put(answers, numbers, pass.apply(numbers, Turn.alone(scratch)));
                });
            } else {
                for (var numbers : passes) {
                    put(answers, numbers, pass.apply(numbers, turn));
                }
            }
        }
        var complete = new ArrayList<T>(answers.size());
        for (T answer : answers) {
            complete.add(java.util.Objects.requireNonNull(answer));
        }
        return complete;
    }

    private static <T> void put(List<@Nullable T> answers, int[] numbers, List<T> some) {
        for (int i = 0; i < numbers.length; i++) {
            answers.set(numbers[i], some.get(i));
        }
    }

    /// Which rows are computed together: the longest first, so that no thread is left with a long one at the end.
    private static List<int[]> passes(List<TokenRow> rows) {
        int[] order = IntStream.range(0, rows.size())
                .boxed()
                .sorted(Comparator.comparingInt(row -> -rows.get(row).length()))
                .mapToInt(Integer::intValue)
                .toArray();
        var passes = new ArrayList<int[]>();
        int from = 0;
        int tokens = 0;
        for (int i = 0; i < order.length; i++) {
            int length = rows.get(order[i]).length();
            if (i > from && tokens + length > TOKENS) {
                passes.add(Arrays.copyOfRange(order, from, i));
                from = i;
                tokens = 0;
            }
            tokens += length;
        }
        if (from < order.length) {
            passes.add(Arrays.copyOfRange(order, from, order.length));
        }
        return passes;
    }

    /// Waits for those who are computing, and lets everything go. Calling it again does nothing.
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            crew.close();
            files.close();
        }
    }
}
