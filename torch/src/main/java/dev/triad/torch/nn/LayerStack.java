// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Layers of one kind, one after the other, named "0", "1", … as checkpoints do. It knows the three ways to make a
/// stack smaller that Quant-Noise combines with: LayerDrop while training, neighbours that share their weights, and
/// keeping only some of the layers.
public final class LayerStack<L extends Module> extends Module {
    /// How the stack is built and run.
    ///
    /// @param depth layers the model has before pruning
    /// @param share how many neighbours use one set of weights; 1 shares nothing
    /// @param layerDrop probability of skipping a group of sharing layers in a training pass (Fan et al. 2019)
    /// @param kept indices of the layers that run, rising; all of them, or fewer after pruning
    public record Plan(int depth, int share, double layerDrop, List<Integer> kept) {
        public Plan {
            if (depth < 0 || share < 1) {
                throw new IllegalArgumentException(
                        "depth must not be negative and share at least 1, got " + depth + " and " + share);
            }
            if (layerDrop < 0 || layerDrop >= 1) {
                throw new IllegalArgumentException("layer drop must be in [0, 1), got " + layerDrop);
            }
            for (int i = 0; i < kept.size(); i++) {
                int layer = kept.get(i);
                if (layer < 0 || layer >= depth || (i > 0 && layer <= kept.get(i - 1))) {
                    throw new IllegalArgumentException(
                            "kept layers must rise within 0…" + (depth - 1) + ", got " + kept);
                }
            }
            kept = List.copyOf(kept);
        }

        /// All layers, each with its own weights, none dropped.
        public static Plan of(int depth) {
            return new Plan(depth, 1, 0, IntStream.range(0, depth).boxed().toList());
        }

        public Plan withShare(int neighbours) {
            return new Plan(depth, neighbours, layerDrop, kept);
        }

        public Plan withLayerDrop(double probability) {
            return new Plan(depth, share, probability, kept);
        }

        public Plan withKept(List<Integer> layers) {
            return new Plan(depth, share, layerDrop, layers);
        }

        /// Every other group of sharing layers: the first, the third, ….
        public Plan everyOther() {
            return withKept(
                    kept.stream().filter(layer -> layer / share % 2 == 0).toList());
        }
    }

    /// One layer's work on the running hidden state.
    @FunctionalInterface
    public interface Step<L> {
        Tensor apply(L layer, Tensor x);
    }

    private final Plan plan;
    private final List<L> layers = new ArrayList<>();

    /// Builds the kept layers; neighbours that share weights are one module under several names.
    public LayerStack(Plan plan, IntFunction<L> builder) {
        this.plan = plan;
        L shared = null;
        int group = -1;
        for (int layer : plan.kept()) {
            if (shared == null || layer / plan.share() != group) {
                shared = builder.apply(layer);
                group = layer / plan.share();
            }
            layers.add(child(Integer.toString(layers.size()), shared));
        }
    }

    public Plan plan() {
        return plan;
    }

    /// The layers that run, in order; sharing ones appear repeatedly.
    public List<L> layers() {
        return List.copyOf(layers);
    }

    /// Runs the stack. In a training pass each group of sharing layers is skipped with the plan's probability,
    /// one draw per group; nothing is rescaled, and evaluation runs all.
    public Tensor forward(Tensor x, Pass pass, Step<L> step) {
        boolean drops = pass.isTraining() && plan.layerDrop() > 0;
        int group = -1;
        boolean runs = true;
        var hidden = x;
        for (int i = 0; i < layers.size(); i++) {
            int itsGroup = plan.kept().get(i) / plan.share();
            if (drops && itsGroup != group) runs = pass.uniform() > plan.layerDrop();
            group = itsGroup;
            if (runs) hidden = step.apply(layers.get(i), hidden);
        }
        return hidden;
    }
}
