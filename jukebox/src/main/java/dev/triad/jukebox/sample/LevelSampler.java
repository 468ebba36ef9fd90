// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.sample;

import dev.triad.core.model.packed.ProductWeight;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.prior.Condition;
import dev.triad.jukebox.prior.Decoding;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.SamplingRule;
import dev.triad.jukebox.prior.StepWeights;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Generates codes of one level. All modes of sampling are this with other beginnings: nothing known (ancestral),
/// the codes of a recording (primed), those of an earlier run (continue, or resume what was interrupted).
///
/// What is drawn for a place depends on the key, the place and the sample's number alone, and on what the prior says:
/// a run that was stopped goes on as it would have, whatever the sizes of its batches, up to the last bits in which
/// many positions at once differ from one by one.
public final class LevelSampler {
    private final PriorConfig config;
    private final Supplier<Source> sources;
    private final int hop;
    private final int batch;

    /// Who is shown the codes of all samples while they grow. It is called after every code, so it should mostly
    /// not ask for them.
    @FunctionalInterface
    public interface Keeper {
        /// Keeps nothing.
        Keeper NONE = _ -> {};

        /// @param codes of each sample, copied when asked for
        void reached(Supplier<int[][]> codes) throws IOException;
    }

    /// A batch of windows that grows by a code at a time.
    interface Window extends AutoCloseable {
        void append(int[][] known);

        /// @param place number of the code in its piece
        /// @param firstSample number of the first window's sample
        int[] draw(long place, int firstSample);

        @Override
        void close();
    }

    /// Where windows come from, with what all of them share.
    interface Source extends AutoCloseable {
        Window window(List<Condition> conditions);

        @Override
        void close();
    }

    /// @param codes matrices that steps compute from their codes; none for a prior that is plain numbers
    /// @param hop codes that a window moves on by: fewer give a code more past, and take longer
    /// @param batch samples that are generated at once
    public LevelSampler(
            Prior prior,
            Map<String, ProductWeight> codes,
            SamplingRule rule,
            int hop,
            int batch,
            RandomKey key,
            Compute compute) {
        this(
                prior.config(),
                hop,
                batch,
                () -> new Decodings(prior, StepWeights.of(prior, codes, compute), rule, key, compute));
    }

    LevelSampler(PriorConfig config, int hop, int batch, Supplier<Source> sources) {
        this.config = config;
        this.sources = sources;
        this.hop = hop;
        this.batch = batch;
        if (batch < 1) throw new IllegalArgumentException("the batch must be at least 1, not " + batch);
        if (hop < 1 || hop > config.window() || hop % ratio() != 0) {
            throw new IllegalArgumentException("the hop of level " + config.level() + " must be 1 to " + config.window()
                    + " codes" + (ratio() > 1 ? " and a multiple of " + ratio() : "") + ", not " + hop);
        }
    }

    private record Decodings(
            Prior prior, Optional<StepWeights> weights, SamplingRule rule, RandomKey key, Compute compute)
            implements Source {
        @Override
        public Window window(List<Condition> conditions) {
            return new DecodingWindow(new Decoding(prior, weights.orElse(null), conditions, false, compute), rule, key);
        }

        @Override
        public void close() {
            weights.ifPresent(StepWeights::close);
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
    /// @param known codes of this level that each sample begins with
    /// @param upper codes of the level above for the whole piece; empty for the top level
    /// @param keeper sees what there is after every code, and may keep it
    /// @param stop ends the work early, with what there is by then
    /// @return codes of each sample: `total`, or fewer if stopped
    public int[][] sample(
            List<Request> requests,
            int[][] known,
            int[][] upper,
            int total,
            Keeper keeper,
            Progress progress,
            StopSignal stop)
            throws IOException {
        requireSound(requests, known, upper, total);
        try (var task = progress.start("level " + config.level(), (long) total * known.length, "codes");
                var source = sources.get()) {
            var work = new Work(requests, known, upper, total, keeper, source, task, stop);
            for (int from = 0; from < known.length && !stop.requested(); ) {
                int to = work.batchEnd(from);
                work.complete(from, to);
                from = to;
            }
            return work.codes();
        }
    }

    /// The samples while they grow.
    private final class Work {
        private final List<Request> requests;
        private final int[][] upper;
        private final int total;
        private final Keeper keeper;
        private final Source source;
        private final Progress.Task task;
        private final StopSignal stop;
        private final int[][] rows;
        private final int[] counts;

        Work(
                List<Request> requests,
                int[][] known,
                int[][] upper,
                int total,
                Keeper keeper,
                Source source,
                Progress.Task task,
                StopSignal stop) {
            this.requests = requests;
            this.upper = upper;
            this.total = total;
            this.keeper = keeper;
            this.source = source;
            this.task = task;
            this.stop = stop;
            rows = new int[known.length][];
            counts = new int[known.length];
            for (int row = 0; row < rows.length; row++) {
                counts[row] = known[row].length;
                rows[row] = Arrays.copyOf(known[row], Math.max(total, counts[row]));
                task.advance(Math.min(counts[row], total));
            }
        }

        int[][] codes() {
            return IntStream.range(0, rows.length)
                    .mapToObj(row -> Arrays.copyOf(rows[row], counts[row]))
                    .toArray(int[][]::new);
        }

        /// Samples go on together that have come equally far: those of a batch that was stopped, or all.
        int batchEnd(int from) {
            int to = from + 1;
            while (to < counts.length && to - from < batch && counts[to] == counts[from]) to++;
            return to;
        }

        /// Generates what some samples lack.
        void complete(int from, int to) throws IOException {
            for (long start : Windows.starts(total, config.window(), hop)) {
                int end = (int) Math.min(total, start + config.window());
                if (end > counts[from]) fill(from, to, (int) start, end);
                if (stop.requested()) return;
            }
        }

        private Condition condition(int row, int start) {
            var request = requests.get(row);
            int[] above = config.conditioner() == null ? new int[0] : upper[row];
            return request.condition(config, start, request.above(config, start, above));
        }

        /// Generates the codes up to `end` in the window that begins with code `start`.
        private void fill(int from, int to, int start, int end) throws IOException {
            var conditions = new ArrayList<Condition>();
            for (int row = from; row < to; row++) conditions.add(condition(row, start));
            try (var window = source.window(conditions)) {
                window.append(IntStream.range(from, to)
                        .mapToObj(row -> Arrays.copyOfRange(rows[row], start, counts[row]))
                        .toArray(int[][]::new));
                for (int place = counts[from]; place < end && !stop.requested(); place++) {
                    int[] drawn = window.draw(place, from);
                    for (int row = from; row < to; row++) {
                        rows[row][place] = drawn[row - from];
                        counts[row]++;
                    }
                    task.advance(to - from);
                    keeper.reached(this::codes);
                }
            }
        }
    }

    private void requireSound(List<Request> requests, int[][] known, int[][] upper, int total) {
        if (requests.isEmpty() || known.length != requests.size()) {
            throw new IllegalArgumentException(
                    requests.size() + " requests need as many beginnings, not " + known.length);
        }
        if (total < 1 || total % ratio() != 0) {
            throw new IllegalArgumentException("level " + config.level() + " needs a multiple of " + ratio()
                    + " codes, the codes below one above, not " + total);
        }
        if (config.conditioner() == null) return;
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
    }
}
