// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.prior.transformer.StepState;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
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
    private final Prior prior;
    private final PriorConfig config;
    private final Pass pass;
    private final boolean lyricsMayBeDrawn;
    private final int[][] sequence;
    private final @Nullable Tensor start;
    private final @Nullable Tensor added;
    private final StepState state;
    private int known;

    /// An empty window for each condition, of which only codes are drawn.
    public Decoding(Prior prior, List<Condition> conditions, Compute compute) {
        this(prior, conditions, false, compute);
    }

    /// @param lyricsMayBeDrawn whether a model with lyrics in its sequence may draw a character where a code should
    ///     stand, as the reference lets it: it goes on from there, and the character counts as code 0
    public Decoding(Prior prior, List<Condition> conditions, boolean lyricsMayBeDrawn, Compute compute) {
        this.prior = prior;
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
            added = keep(told.added());
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
        return state.bytes();
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
        int first = state.position();
        if (first > known) throw new IllegalStateException("the next code was asked for already; append it first");
        int batch = sequence.length;
        try (var _ = Scope.open();
                var _ = NoGrad.open();
                var _ = Autocast.open(pass.compute().device(), pass.compute().dtype())) {
            int count = known + 1 - first;
            var its = added == null ? null : added.narrow(1, first, count);
            var x = prior.model().embed(before(first), first, batch, start, its, pass);
            var output = state.extend(x, pass).narrow(1, count - 1L, 1);
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
        state.close();
    }
}
