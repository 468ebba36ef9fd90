// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.prior.step.StepStack;
import dev.triad.jukebox.prior.transformer.StepState;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A batch of windows that is generated code by code:
///
/// ```java
/// try (var decoding = new Decoding(prior, conditions, compute)) {
///     decoding.append(known);
///     while (decoding.count() < window) decoding.draw(rule, key, decoding.count());
/// }
/// ```
///
/// Lyrics, and codes that are appended many at once, are taken in together as fast as a full pass would.
public final class Decoding implements AutoCloseable {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    private final Prior prior;
    private final PriorConfig config;
    private final Pass pass;
    private final boolean lyricsMayBeDrawn;
    private final int[][] sequence;
    private final @Nullable Tensor start;
    private final @Nullable Tensor added;
    private final @Nullable StepWeights weights;
    private @Nullable StepState state;
    private StepStack.@Nullable Run run;
    private float[][] x = new float[0][];
    private int known;

    /// An empty window for each condition, of which only codes are drawn.
    public Decoding(Prior prior, List<Condition> conditions, Compute compute) {
        this(prior, null, conditions, false, compute);
    }

    /// @param weights a copy of the prior's for steps without libtorch, or null
    /// @param lyricsMayBeDrawn whether a model with lyrics in its sequence may draw a character where a code should
    ///     stand, as the reference lets it: it goes on from there, and the character counts as code 0
    public Decoding(
            Prior prior,
            @Nullable StepWeights weights,
            List<Condition> conditions,
            boolean lyricsMayBeDrawn,
            Compute compute) {
        this.prior = prior;
        this.weights = weights;
        this.lyricsMayBeDrawn = lyricsMayBeDrawn;
        config = prior.config();
        pass = Pass.evaluation(compute);
        int batch = conditions.size();
        sequence = new int[batch][config.transformer().positions()];
        if (config.firstCode() > 0) {
            known = config.lyricTokens();
            for (int row = 0; row < batch; row++) {
                int[] lyrics = conditions.get(row).lyrics();
                Ids.requireLength("lyrics", lyrics, known);
                System.arraycopy(lyrics, 0, sequence[row], 0, known);
            }
        }
        try (var _ = Scope.open();
                var _ = NoGrad.open();
                var _ = Autocast.open(compute.device(), compute.dtype())) {
            var told = prior.tell(conditions, new Seams(false), false, pass);
            start = keep(told.start());
            // A step of plain Java reads it from memory, so it lies there as plain numbers.
            var plain = weights == null || told.added() == null
                    ? told.added()
                    : told.added().to(DType.F32).contiguous();
            added = keep(plain);
            state = prior.model().transformer().begin(batch, told.lyrics(), pass);
        }
    }

    private static @Nullable Tensor keep(@Nullable Tensor tensor) {
        return tensor == null ? null : tensor.copy().keep();
    }

    /// Codes known so far.
    public int count() {
        return known - (config.transformer().positions() - config.window());
    }

    /// Bytes that the past takes.
    public long bytes() {
        return (state == null ? 0 : state.bytes()) + (run == null ? 0 : run.bytes());
    }

    /// The codes known so far, for each window.
    public int[][] codes() {
        int lyrics = known - count();
        return Arrays.stream(sequence)
                .map(row -> Arrays.stream(row, lyrics, known)
                        .map(id -> Math.max(0, id - config.firstCode()))
                        .toArray())
                .toArray(int[][]::new);
    }

    /// Appends codes that are known to each window.
    ///
    /// @param codes as many for each window
    public void append(int[][] codes) {
        requireRows(codes.length);
        int count = codes[0].length;
        requireRoom(count);
        for (int row = 0; row < codes.length; row++) {
            Ids.requireLength("codes", codes[row], count);
            for (int i = 0; i < count; i++) {
                if (codes[row][i] < 0 || codes[row][i] >= config.codebookSize()) {
                    throw new IllegalArgumentException("codes are 0 to " + (config.codebookSize() - 1) + ", but number "
                            + i + " is " + codes[row][i]);
                }
                sequence[row][known + i] = codes[row][i] + config.firstCode();
            }
        }
        known += count;
    }

    private void requireRows(int rows) {
        if (rows != sequence.length) {
            throw new IllegalArgumentException("there are " + sequence.length + " windows, not " + rows);
        }
    }

    private void requireRoom(int count) {
        if (known + count > config.transformer().positions()) {
            throw new IllegalArgumentException(
                    "the window has room for " + (config.window() - count()) + " more codes, not " + count);
        }
    }

    /// What the prior says about the next code: for each window as many logits as it has ids (characters first,
    /// where lyrics share the sequence).
    public float[][] nextLogits() {
        requireRoom(1);
        int first = run != null ? run.position() : state == null ? 0 : state.position();
        if (first > known) throw new IllegalStateException("the next code was asked for already; append it first");
        if (weights == null) return together(first);
        // The first codes, and those before them, are taken in together.
        if (run == null && known > first) return together(first);
        var steps = run == null ? begin(weights) : run;
        for (int position = first; position <= known; position++) step(weights, steps, position);
        var logits = new float[sequence.length][config.vocabulary()];
        weights.logits(x, logits);
        return logits;
    }

    /// From many positions at once to one at a time.
    private StepStack.Run begin(StepWeights its) {
        var begun = its.run(sequence.length);
        if (state != null) {
            begun.load(state);
            state.close();
            state = null;
        }
        x = new float[sequence.length][config.transformer().width()];
        run = begun;
        return begun;
    }

    /// Leaves in x what leaves the last layer at a position.
    private void step(StepWeights its, StepStack.Run steps, int position) {
        int width = config.transformer().width();
        var condition = new float[width];
        for (int row = 0; row < x.length; row++) {
            if (position > 0) its.embed(sequence[row][position - 1], position, x[row]);
            else its.place(firstOf(row), x[row]);
            if (added != null) add(addedTo(row, position, condition), x[row]);
        }
        steps.advance(x);
        if (added == null || config.mergedDecoder()) return;
        for (int row = 0; row < x.length; row++) add(addedTo(row, position, condition), x[row]);
    }

    private static void add(float[] from, float[] to) {
        for (int i = 0; i < to.length; i++) to[i] += from[i];
    }

    private float[] addedTo(int row, int position, float[] into) {
        if (added == null) throw new IllegalStateException("nothing is added to this prior's positions");
        long at = ((long) row * config.transformer().positions() + position) * into.length;
        MemorySegment.copy(added.segment(), FLOAT, at * Float.BYTES, into, 0, into.length);
        return into;
    }

    private float[] firstOf(int row) {
        try (var _ = Scope.open()) {
            var its = start == null ? prior.model().learnedStart(pass) : start.select(0, row);
            return its.toFloats();
        }
    }

    /// The logits of the next position by a pass over all that are new.
    private float[][] together(int first) {
        if (state == null) throw new IllegalStateException("there are steps already");
        int batch = sequence.length;
        try (var _ = Scope.open();
                var _ = NoGrad.open();
                var _ = Autocast.open(pass.compute().device(), pass.compute().dtype())) {
            int count = known + 1 - first;
            var its = added == null ? null : added.narrow(1, first, count);
            var h = prior.model().embed(before(first), first, batch, start, its, pass);
            var output = state.extend(h, pass).narrow(1, count - 1L, 1);
            var end = its == null || config.mergedDecoder() ? null : its.narrow(1, count - 1L, 1);
            var flat = prior.model().logits(output, end, pass).toFloats();
            var logits = new float[batch][];
            int vocabulary = config.vocabulary();
            for (int row = 0; row < batch; row++) {
                logits[row] = Arrays.copyOfRange(flat, row * vocabulary, (row + 1) * vocabulary);
            }
            return logits;
        }
    }

    /// The ids before each position from `first` to the next one, [B, m], or nothing before the very first.
    private @Nullable Tensor before(int first) {
        int from = Math.max(0, first - 1);
        int count = known - from;
        if (count == 0) return null;
        var ids = new long[sequence.length * count];
        for (int row = 0; row < sequence.length; row++) {
            for (int i = 0; i < count; i++) ids[row * count + i] = sequence[row][from + i];
        }
        return Tensors.of(ids, sequence.length, count).to(pass.compute().device());
    }

    /// Draws the next code of each window and appends it.
    ///
    /// @param key where the draws come from
    /// @param place number of the code in its song: with the sample's number it decides what is drawn, so that what
    ///     is interrupted and begun again goes on as it would have
    /// @return the codes
    public int[] draw(SamplingRule rule, RandomKey key, long place) {
        return draw(rule, key, place, 0);
    }

    /// The same where these windows are not the first of all samples.
    ///
    /// @param firstSample number of the first window's sample
    public int[] draw(SamplingRule rule, RandomKey key, long place, int firstSample) {
        var logits = nextLogits();
        var drawn = new int[sequence.length];
        for (int row = 0; row < drawn.length; row++) {
            int from = lyricsMayBeDrawn ? 0 : config.firstCode();
            int id = rule.draw(logits[row], from, key.at(place, firstSample + row, 0));
            sequence[row][known] = id;
            drawn[row] = Math.max(0, id - config.firstCode());
        }
        known++;
        return drawn;
    }

    @Override
    public void close() {
        if (start != null) start.close();
        if (added != null) added.close();
        if (state != null) state.close();
    }
}
