// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.train;

import dev.triad.jukebox.labels.LabelLists;
import dev.triad.jukebox.prior.Condition;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorFolder;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.train.Loss;
import dev.triad.torch.train.Objective;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// A prior as something to train: the bits of its level's codes, and of the lyrics where it reads any.
public final class PriorTraining implements Objective<PriorBatch> {
    /// Pieces of a window whose bits are reported by themselves: with more behind it, a code should cost less.
    private static final int PIECES = 8;

    private final PriorRecipe recipe;
    private final Prior prior;
    private final LabelLists lists;
    private final CodeWindows windows;
    private final @Nullable CodeWindows heldOut;
    private final SequencedMap<String, Double> floors = new LinkedHashMap<>();

    /// @param prior initialised or loaded, on its device
    /// @param windows to learn from
    /// @param heldOut to measure on, or null
    public PriorTraining(
            PriorRecipe recipe, Prior prior, LabelLists lists, CodeWindows windows, @Nullable CodeWindows heldOut) {
        this.recipe = recipe;
        this.prior = prior;
        this.lists = lists;
        this.windows = windows;
        this.heldOut = heldOut;
    }

    @Override
    public Prior model() {
        return prior;
    }

    @Override
    public List<PriorBatch> batches(long step) {
        int batch = recipe.get(PriorRecipe.BATCH_SIZE);
        int micro = recipe.get(PriorRecipe.MICRO_BATCH_SIZE);
        return windows.shuffled(step, batch, micro == 0 ? batch : micro, recipe.get(PriorRecipe.RANDOM_SHIFT));
    }

    @Override
    public Loss loss(PriorBatch batch, Pass pass) {
        double share = (double) batch.windows().size() / batch.ofStep();
        var loss = prior.loss(batch.windows(), batch.conditions(), recipe.get(PriorRecipe.RECOMPUTE), pass);
        var parts = new LinkedHashMap<String, Tensor>();
        parts.put("bits", loss.codes().detach().mul(share));
        if (loss.lyrics() != null)
            parts.put("lyric_bits", loss.lyrics().detach().mul(share));
        return new Loss(loss.total().mul(share), loss.logits(), parts, loss.rest());
    }

    /// Bits per code on windows that lie evenly over the held-out songs; the same by position; and what each kind
    /// of condition is worth: how many bits more a code costs when it is another window's.
    @Override
    public SequencedMap<String, Double> evaluate(Compute compute) {
        var metrics = new LinkedHashMap<String, Double>();
        if (heldOut == null) return metrics;
        long count = Math.min(recipe.get(PriorRecipe.EVALUATION_WINDOWS), heldOut.count());
        var batch = heldOut.evenly(count);
        double[] bits = bits(batch.windows(), batch.conditions(), compute);
        double truth = mean(bits, 0, bits.length);
        metrics.put("bits", truth);
        metrics.put(
                "bits_per_second",
                truth * prior.config().sampleRate() / prior.config().hop());
        for (int piece = 0; piece < PIECES; piece++) {
            int from = piece * bits.length / PIECES;
            int to = (piece + 1) * bits.length / PIECES;
            if (from < to) metrics.put("bits_at_" + piece, mean(bits, from, to));
        }
        var config = prior.config();
        if (config.lyrics() != null) metrics.put("lyric_bits", lyricBits(batch, compute));
        if (count > 1) {
            if (config.labels() != null) {
                gain("label", batch, truth, (its, other) -> its.withLabels(other.labels()), compute, metrics);
            }
            if (config.lyrics() != null) {
                gain("lyric", batch, truth, (its, other) -> its.withLyrics(other.lyrics()), compute, metrics);
            }
            if (config.conditioner() != null) {
                gain("upper", batch, truth, (its, other) -> its.withUpper(other.upper()), compute, metrics);
            }
        }
        metrics.putAll(floors(batch.windows()));
        return metrics;
    }

    private void gain(
            String kind,
            PriorBatch batch,
            double truth,
            BinaryOperator<Condition> exchange,
            Compute compute,
            SequencedMap<String, Double> metrics) {
        int count = batch.conditions().size();
        var others = new ArrayList<Condition>();
        for (int i = 0; i < count; i++) {
            // Half the data away: hardly ever the same song.
            var other = batch.conditions().get((i + Math.max(1, count / 2)) % count);
            others.add(exchange.apply(batch.conditions().get(i), other));
        }
        double[] bits = bits(batch.windows(), others, compute);
        metrics.put(kind + "_gain", mean(bits, 0, bits.length) - truth);
    }

    private SequencedMap<String, Double> floors(List<int[]> held) {
        if (floors.isEmpty()) {
            var counts = new CodeFloors(prior.config().codebookSize());
            windows.forEachSong(counts::add);
            floors.put("unigram_bits", counts.unigram(held));
            floors.put("bigram_bits", counts.bigram(held));
        }
        return floors;
    }

    private static double mean(double[] bits, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) sum += bits[i];
        return sum / (to - from);
    }

    /// Windows that evaluation computes at once.
    private int piece() {
        int micro = recipe.get(PriorRecipe.MICRO_BATCH_SIZE);
        return micro == 0 ? recipe.get(PriorRecipe.BATCH_SIZE) : micro;
    }

    /// Mean bits at each position.
    private double[] bits(List<int[]> codes, List<Condition> conditions, Compute compute) {
        var sums = new double[prior.config().window()];
        for (int from = 0; from < codes.size(); from += piece()) {
            int to = Math.min(codes.size(), from + piece());
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

    private double lyricBits(PriorBatch batch, Compute compute) {
        double sum = 0;
        int count = batch.windows().size();
        for (int from = 0; from < count; from += piece()) {
            int to = Math.min(count, from + piece());
            try (var _ = Scope.open();
                    var _ = NoGrad.open();
                    var _ = Autocast.open(compute.device(), compute.dtype())) {
                var loss = prior.loss(
                        batch.windows().subList(from, to),
                        batch.conditions().subList(from, to),
                        false,
                        Pass.evaluation(compute));
                if (loss.lyrics() != null) sum += loss.lyrics().item() * (to - from) / count;
            }
        }
        return sum;
    }

    @Override
    public void save(Path folder) throws IOException {
        PriorFolder.write(prior, lists, folder);
    }
}
