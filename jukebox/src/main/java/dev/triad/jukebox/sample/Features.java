// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.sample;

import dev.triad.core.progress.Progress;
import dev.triad.jukebox.prior.Prior;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import java.util.Arrays;
import java.util.List;

/// What a prior makes of music inside: the activations of one of its layers, which other models learn from
/// (Castellon et al. 2021 found those of a middle layer to know key, genre, emotion and tags).
public final class Features {
    private Features() {}

    /// Takes the activations of a code: `width` values from `values[from]` on.
    @FunctionalInterface
    public interface Sink {
        void accept(int code, float[] values, int from, int width);
    }

    /// Activations for every code of a piece in turn, computed window by window, each going on where the one before it
    /// ended; the last one ends with the piece, and gives only what is new.
    ///
    /// @param layer whose input is wanted; the prior's depth names what leaves the last layer
    /// @param request what is known of the song
    /// @param codes of the prior's level, at least one
    /// @param upper codes of the level above for the whole piece; empty for the top level
    /// @param task told of the codes that are done
    public static void each(
            Prior prior,
            int layer,
            Request request,
            int[] codes,
            int[] upper,
            Compute compute,
            Progress.Task task,
            Sink sink) {
        var config = prior.config();
        int window = config.window();
        int done = 0;
        for (long begin : Windows.starts(codes.length, window, window)) {
            int start = Math.toIntExact(begin);
            int end = Math.min(codes.length, start + window);
            // What stands behind a short piece is not seen by it.
            int[] its = Arrays.copyOf(Arrays.copyOfRange(codes, start, end), window);
            var condition = request.condition(config, start, request.above(config, start, upper));
            float[] values;
            try (var _ = Scope.open();
                    var _ = NoGrad.open();
                    var _ = Autocast.open(compute.device(), compute.dtype())) {
                values = prior.features(List.of(its), List.of(condition), layer, Pass.evaluation(compute))
                        .toFloats(); // [1, window, width]
            }
            int width = values.length / window;
            for (int code = done; code < end; code++) sink.accept(code, values, (code - start) * width, width);
            task.advance(end - done);
            done = end;
        }
    }

    /// All of them, code by code: as many rows of the prior's width.
    public static float[] all(
            Prior prior, int layer, Request request, int[] codes, int[] upper, Compute compute, Progress.Task task) {
        int width = prior.config().transformer().width();
        var all = new float[Math.multiplyExact(codes.length, width)];
        each(
                prior,
                layer,
                request,
                codes,
                upper,
                compute,
                task,
                (code, values, from, _) -> System.arraycopy(values, from, all, code * width, width));
        return all;
    }

    /// Their mean over all codes.
    public static float[] mean(
            Prior prior, int layer, Request request, int[] codes, int[] upper, Compute compute, Progress.Task task) {
        var sums = new double[prior.config().transformer().width()];
        each(prior, layer, request, codes, upper, compute, task, (_, values, from, width) -> {
            for (int i = 0; i < width; i++) sums[i] += values[from + i];
        });
        var mean = new float[sums.length];
        for (int i = 0; i < mean.length; i++) mean[i] = (float) (sums[i] / codes.length);
        return mean;
    }
}
