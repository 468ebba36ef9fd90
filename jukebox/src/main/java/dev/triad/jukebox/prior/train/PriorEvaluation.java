// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.train;

import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.prior.Condition;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.sample.Alignment;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// How good a prior is: how many bits a code of music it has not seen costs, where in the window, and what it
/// makes of what it is told.
///
/// What a condition is worth is how many bits more a code costs when the condition is another window's: those of
/// all windows are shuffled so that none keeps its own, always in the same way. It is a little more than that
/// where two songs have the same label.
public final class PriorEvaluation {
    /// Pieces of a window whose bits are reported by themselves: with more behind it, a code should cost less.
    private static final int PIECES = 8;

    private final Prior prior;
    private final int batch;
    private final Compute compute;

    /// @param batch windows that are computed at once
    public PriorEvaluation(Prior prior, int batch, Compute compute) {
        this.prior = prior;
        this.batch = batch;
        this.compute = compute;
    }

    /// What was measured.
    ///
    /// @param metrics by name
    /// @param bits mean bits of the code at each place of a window
    @SuppressWarnings("ArrayRecordComponent") // numbers to report, never compared
    public record Result(SequencedMap<String, Double> metrics, double[] bits) {
        public Result {
            metrics = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metrics));
        }
    }

    /// Measures on windows that lie evenly over songs.
    ///
    /// @param count windows, at most
    /// @param floors what counting makes of the songs that were learnt from, or null
    public Result measure(CodeWindows songs, int count, @Nullable CodeFloors floors) {
        var config = prior.config();
        var windows = songs.evenly(Math.min(count, songs.count()));
        double[] bits = bits(windows.windows(), windows.conditions());
        double truth = mean(bits, 0, bits.length);
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put("bits", truth);
        metrics.put("bits_per_second", truth * config.sampleRate() / config.hop());
        for (int piece = 0; piece < PIECES; piece++) {
            int from = piece * bits.length / PIECES;
            int to = (piece + 1) * bits.length / PIECES;
            if (from < to) metrics.put("bits_at_" + piece, mean(bits, from, to));
        }
        if (config.lyrics() != null) metrics.put("lyric_bits", lyricBits(windows));
        if (windows.windows().size() > 1) {
            if (config.labels() != null) {
                metrics.put("label_gain", gain(windows, truth, (its, other) -> its.withLabels(other.labels())));
            }
            if (config.lyrics() != null) {
                metrics.put("lyric_gain", gain(windows, truth, (its, other) -> its.withLyrics(other.lyrics())));
            }
            if (config.conditioner() != null) {
                metrics.put("upper_gain", gain(windows, truth, (its, other) -> its.withUpper(other.upper())));
            }
        }
        if (floors != null) {
            metrics.put("unigram_bits", floors.unigram(windows.windows()));
            metrics.put("bigram_bits", floors.bigram(windows.windows()));
        }
        return new Result(metrics, bits);
    }

    private double gain(PriorBatch windows, double truth, BinaryOperator<Condition> exchange) {
        var conditions = windows.conditions();
        int[] partners = partners(conditions.size());
        var others = new ArrayList<Condition>();
        for (int i = 0; i < partners.length; i++) {
            others.add(exchange.apply(conditions.get(i), conditions.get(partners[i])));
        }
        double[] bits = bits(windows.windows(), others);
        return mean(bits, 0, bits.length) - truth;
    }

    /// A shuffle in which nobody stays in place: one cycle through all (Sattolo 1986).
    private static int[] partners(int count) {
        var partners = new int[count];
        for (int i = 0; i < count; i++) partners[i] = i;
        var random = RandomKey.of(0).named("partners").at(0, 0, 0);
        for (int i = count - 1; i > 0; i--) {
            int j = (int) (random.nextDouble() * i);
            int its = partners[i];
            partners[i] = partners[j];
            partners[j] = its;
        }
        return partners;
    }

    private static double mean(double[] bits, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) sum += bits[i];
        return sum / (to - from);
    }

    /// Mean bits at each place.
    private double[] bits(List<int[]> codes, List<Condition> conditions) {
        var sums = new double[prior.config().window()];
        for (int from = 0; from < codes.size(); from += batch) {
            int to = Math.min(codes.size(), from + batch);
            try (var _ = Scope.open();
                    var _ = Autocast.open(compute.device(), compute.dtype())) {
                var bits = prior.bitsPerCode(
                                codes.subList(from, to), conditions.subList(from, to), Pass.evaluation(compute))
                        .sum(false, 0)
                        .toDoubles();
                for (int i = 0; i < sums.length; i++) sums[i] += bits[i] / codes.size();
            }
        }
        return sums;
    }

    private double lyricBits(PriorBatch windows) {
        double sum = 0;
        int count = windows.windows().size();
        for (int from = 0; from < count; from += batch) {
            int to = Math.min(count, from + batch);
            try (var _ = Scope.open();
                    var _ = NoGrad.open();
                    var _ = Autocast.open(compute.device(), compute.dtype())) {
                var loss = prior.loss(
                        windows.windows().subList(from, to),
                        windows.conditions().subList(from, to),
                        false,
                        Pass.evaluation(compute));
                if (loss.lyrics() != null) sum += loss.lyrics().item() * (to - from) / count;
            }
        }
        return sum;
    }

    /// Songs as one head sees their lyrics.
    ///
    /// @param head whose view it is
    /// @param songs at least one
    public record Alignments(Alignment.Head head, List<Aligned> songs) {
        public Alignments {
            songs = List.copyOf(songs);
        }

        /// A song and where its words are.
        public record Aligned(SungPiece song, Alignment alignment) {}

        /// Means over the songs.
        public SequencedMap<String, Double> metrics() {
            var metrics = new LinkedHashMap<String, Double>();
            metrics.put("alignment_layer", (double) head.layer());
            metrics.put("alignment_head", (double) head.head());
            double diagonal = 0;
            double even = 0;
            double monotonicity = 0;
            for (var song : songs) {
                diagonal += song.alignment().diagonal() / songs.size();
                even += song.alignment().even() / songs.size();
                monotonicity += song.alignment().monotonicity() / songs.size();
            }
            metrics.put("diagonal", diagonal);
            metrics.put("diagonal_by_chance", even);
            metrics.put("monotonicity", monotonicity);
            return metrics;
        }

        private double clearness() {
            return songs.stream()
                    .mapToDouble(song ->
                            song.alignment().diagonal() - song.alignment().even())
                    .sum();
        }
    }

    /// Looks for the words of songs with the head that follows them best; empty where the prior reads no lyrics, or
    /// no song has any.
    ///
    /// @param count songs, at most
    public Optional<Alignments> align(CodeWindows songs, int count) {
        var found = new LinkedHashMap<Alignment.Head, List<Alignments.Aligned>>();
        if (Alignment.heads(prior.config()).isEmpty()) return Optional.empty();
        int hop = prior.config().window();
        for (var song : songs.sung(count)) {
            for (var its : Alignment.all(prior, song.request(), song.codes(), song.upper(), hop, compute)) {
                found.computeIfAbsent(its.head(), _ -> new ArrayList<>()).add(new Alignments.Aligned(song, its));
            }
        }
        return found.entrySet().stream()
                .map(entry -> new Alignments(entry.getKey(), entry.getValue()))
                .max(Comparator.comparingDouble(Alignments::clearness));
    }

    /// The same with a head of one's choice.
    ///
    /// @throws IllegalArgumentException for a head that looks at no lyrics, with those that do
    public Optional<Alignments> align(CodeWindows songs, int count, Alignment.Head head) {
        var found = new ArrayList<Alignments.Aligned>();
        int hop = prior.config().window();
        for (var song : songs.sung(count)) {
            var its = Alignment.of(prior, head, song.request(), song.codes(), song.upper(), hop, compute);
            found.add(new Alignments.Aligned(song, its));
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(new Alignments(head, found));
    }
}
