// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.sample;

import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.prior.Condition;
import dev.triad.jukebox.prior.Decoding;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.SamplingRule;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.train.StopSignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Generates codes of one level. All modes of sampling are this with other beginnings: nothing known (ancestral),
/// the codes of a recording (primed), those of an earlier run (continue, or resume what was interrupted).
///
/// What is drawn for a place depends on the key, the place and the sample's number alone: a run that was stopped
/// goes on as it would have, whatever the sizes of its batches.
public final class LevelSampler {
    private final PriorConfig config;
    private final Function<List<Condition>, Window> windows;
    private final int hop;
    private final int batch;

    /// A batch of windows that grows by a code at a time.
    interface Window extends AutoCloseable {
        void append(int[][] known);

        /// @param place number of the code in its piece
        /// @param firstSample number of the first window's sample
        int[] draw(long place, int firstSample);

        @Override
        void close();
    }

    /// @param hop codes that a window moves on by: fewer give a code more past, and take longer
    /// @param batch samples that are generated at once
    public LevelSampler(Prior prior, SamplingRule rule, int hop, int batch, RandomKey key, Compute compute) {
        this(
                prior.config(),
                hop,
                batch,
                conditions -> new DecodingWindow(new Decoding(prior, conditions, compute), rule, key));
    }

    LevelSampler(PriorConfig config, int hop, int batch, Function<List<Condition>, Window> windows) {
        this.config = config;
        this.windows = windows;
        this.hop = hop;
        this.batch = batch;
        if (batch < 1) throw new IllegalArgumentException("the batch must be at least 1, not " + batch);
        if (hop < 1 || hop > config.window() || hop % ratio() != 0) {
            throw new IllegalArgumentException("the hop of level " + config.level() + " must be 1 to " + config.window()
                    + " codes" + (ratio() > 1 ? " and a multiple of " + ratio() : "") + ", not " + hop);
        }
    }

    private record DecodingWindow(Decoding decoding, SamplingRule rule, RandomKey key) implements Window {
        @Override
        public void append(int[][] known) {
            decoding.append(known);
        }

        @Override
        public int[] draw(long place, int firstSample) {
            return decoding.draw(rule, key, place, firstSample);
        }

        @Override
        public void close() {
            decoding.close();
        }
    }

    private int ratio() {
        var conditioner = config.conditioner();
        return conditioner == null ? 1 : conditioner.ratio();
    }

    /// Generates until every sample has `total` codes.
    ///
    /// @param requests what each sample should be
    /// @param known codes of this level that each sample begins with, as many for each
    /// @param upper codes of the level above for the whole piece; empty for the top level
    /// @param stop ends the work early, with what there is by then
    /// @return codes of each sample: `total`, or fewer if stopped
    public int[][] sample(
            List<Request> requests, int[][] known, int[][] upper, int total, Progress progress, StopSignal stop) {
        int begun = requireSound(requests, known, upper, total);
        var codes = new int[requests.size()][];
        for (int row = 0; row < codes.length; row++) codes[row] = Arrays.copyOf(known[row], Math.max(total, begun));
        int count = begun;
        try (var task = progress.start("level " + config.level(), (long) total * codes.length, "codes")) {
            task.advance((long) Math.min(begun, total) * codes.length);
            for (long start : Windows.starts(total, config.window(), hop)) {
                int end = (int) Math.min(total, start + config.window());
                if (end <= count) continue;
                int reached = end;
                for (int from = 0; from < codes.length; from += batch) {
                    int to = Math.min(codes.length, from + batch);
                    // A batch goes no further than the first one did before it was stopped.
                    reached = fill(requests, codes, upper, from, to, (int) start, count, reached, task, stop);
                }
                count = reached;
                if (reached < end) break;
            }
        }
        int length = count;
        return Arrays.stream(codes).map(row -> Arrays.copyOf(row, length)).toArray(int[][]::new);
    }

    /// Generates codes `count` to `end` of some samples, of which the window begins with code `start`.
    ///
    /// @return the first code that was not generated
    private int fill(
            List<Request> requests,
            int[][] codes,
            int[][] upper,
            int from,
            int to,
            int start,
            int count,
            int end,
            Progress.Task task,
            StopSignal stop) {
        var conditions = new ArrayList<Condition>();
        for (int row = from; row < to; row++) {
            conditions.add(requests.get(row).condition(config, start, above(upper, row, start)));
        }
        try (var window = windows.apply(conditions)) {
            window.append(Arrays.stream(codes, from, to)
                    .map(row -> Arrays.copyOfRange(row, start, count))
                    .toArray(int[][]::new));
            for (int place = count; place < end; place++) {
                // The first batch decides where a stopped run ends, so that all samples are as long.
                if (from == 0 && stop.requested()) return place;
                int[] drawn = window.draw(place, from);
                for (int row = from; row < to; row++) codes[row][place] = drawn[row - from];
                task.advance(to - from);
            }
        }
        return end;
    }

    /// The codes above a window. Beyond the end of a short piece the last one goes on: the reference refuses pieces
    /// shorter than a window.
    private int[] above(int[][] upper, int row, int start) {
        var codes = new int[config.upperWindow()];
        int first = start / ratio();
        for (int i = 0; i < codes.length; i++) codes[i] = upper[row][Math.min(first + i, upper[row].length - 1)];
        return codes;
    }

    /// @return how many codes are known
    private int requireSound(List<Request> requests, int[][] known, int[][] upper, int total) {
        if (requests.isEmpty() || known.length != requests.size()) {
            throw new IllegalArgumentException(
                    requests.size() + " requests need as many beginnings, not " + known.length);
        }
        int begun = known[0].length;
        for (int[] row : known) {
            if (row.length != begun) {
                throw new IllegalArgumentException(
                        "all samples must begin with as many codes, not " + begun + " and " + row.length);
            }
        }
        if (total < 1 || total % ratio() != 0) {
            throw new IllegalArgumentException("level " + config.level() + " needs a multiple of " + ratio()
                    + " codes, the codes below one above, not " + total);
        }
        if (config.conditioner() == null) return begun;
        if (upper.length != requests.size()) {
            throw new IllegalArgumentException(
                    requests.size() + " requests need codes above for each, not for " + upper.length);
        }
        for (int[] row : upper) {
            if (row.length < total / ratio()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%d codes of level %d need %d codes of the level above, but there are %d",
                        total,
                        config.level(),
                        total / ratio(),
                        row.length));
            }
        }
        return begun;
    }
}
