// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.sample;

import dev.triad.core.model.packed.ProductWeight;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.prior.MemoryNeed;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.SamplingRule;
import dev.triad.jukebox.prior.StepWeights;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Makes a piece of music level by level, from the top down, as in section 3.2 of the paper:
///
/// ```java
/// var composition = new Composition(parts, batch, key, compute);
/// composition.requirePossible(piece, usableMemory);
/// piece = composition.complete(piece, piece::write, progress, stop);
/// ```
///
/// One prior is in memory at a time. What a piece has already stays as it is: a prompt, what an earlier run left, or
/// a whole level.
public final class Composition {
    private final List<Part> parts;
    private final int batch;
    private final RandomKey key;
    private final Compute compute;

    /// A level that is to be generated.
    ///
    /// @param config sizes of its prior
    /// @param opener loads it
    /// @param rule how its codes are drawn
    /// @param hop codes that its windows move on by
    /// @param request the music wanted, in the ids of this prior's lists
    public record Part(PriorConfig config, Opener opener, SamplingRule rule, int hop, Request request) {
        int level() {
            return config.level();
        }
    }

    /// Loads a prior; whoever calls closes it.
    @FunctionalInterface
    public interface Opener {
        Prior open() throws IOException;

        /// Matrices that steps are to compute from their codes: see [StepWeights#of(Prior, Map, Compute)].
        default Map<String, ProductWeight> codes() throws IOException {
            return Map.of();
        }
    }

    /// Whoever wants to keep a piece, and look at a prior while it is there.
    public interface Keeper {
        /// The piece has more codes than before. Called after every code, so it should mostly not ask for it.
        void reached(Supplier<Piece> piece) throws IOException;

        /// A level is whole; its prior is still there.
        void completed(Part part, Prior prior, Piece piece) throws IOException;
    }

    /// @param parts the levels to generate; from the top one down, without a gap
    /// @param batch samples that are generated at once
    /// @param key what the draws come from
    public Composition(List<Part> parts, int batch, RandomKey key, Compute compute) {
        this.parts = List.copyOf(parts);
        this.batch = batch;
        this.key = key;
        this.compute = compute;
        if (parts.isEmpty()) throw new IllegalArgumentException("there is no level to generate");
        for (int i = 1; i < parts.size(); i++) {
            if (parts.get(i).level() != parts.get(i - 1).level() - 1) {
                throw new IllegalArgumentException("levels are generated one below the other, not level "
                        + parts.get(i).level() + " below level "
                        + parts.get(i - 1).level());
            }
        }
    }

    /// Makes sure, before anything is loaded, that the parts fit the piece and one another, that the times asked for
    /// are ones the priors were taught, and that there is memory enough for each of them.
    ///
    /// @param usable bytes of memory
    /// @throws IllegalArgumentException that says which level cannot be, why, and what could
    public void requirePossible(Piece piece, long usable) {
        for (var part : parts) {
            try {
                requireFit(part, piece);
                requireTimes(part, piece);
                need(part.config()).require("the prior", usable);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("level " + part.level() + ": " + e.getMessage(), e);
            }
        }
        var first = parts.getFirst();
        int above = first.level() + 1;
        if (above < piece.levels().count() && !piece.isComplete(above)) {
            throw new IllegalArgumentException("level " + first.level() + " needs the codes of level " + above
                    + " for the whole piece; sample that one too");
        }
    }

    /// What a level's prior and the past of a batch will take.
    public MemoryNeed need(PriorConfig config) {
        var need = MemoryNeed.sampling(config, batch);
        return new MemoryNeed(
                need.purpose(), need.weights() + StepWeights.bytes(config, compute), need.learning(), need.work());
    }

    private static void requireFit(Part part, Piece piece) {
        var config = part.config();
        var levels = piece.levels();
        if (config.level() >= levels.count()) {
            throw new IllegalArgumentException("the codec has levels 0 to " + (levels.count() - 1));
        }
        if (config.hop() != levels.hops().get(config.level())
                || config.codebookSize() != levels.codebookSize()
                || config.sampleRate() != levels.sampleRate()) {
            throw new IllegalArgumentException("the prior is for " + config.codebookSize() + " codes of "
                    + config.hop() + " samples at " + config.sampleRate() + " Hz, the codec makes "
                    + levels.codebookSize() + " codes of "
                    + levels.hops().get(config.level()) + " samples at " + levels.sampleRate() + " Hz");
        }
        boolean top = config.level() == levels.count() - 1;
        var conditioner = config.conditioner();
        if (top != (conditioner == null)) {
            throw new IllegalArgumentException(
                    top
                            ? "the prior looks at codes above, but this is the codec's top level"
                            : "the prior does not look at the codes above, so it is none for this level");
        }
        if (conditioner != null && levels.hops().get(config.level() + 1) != conditioner.ratio() * config.hop()) {
            throw new IllegalArgumentException("the prior has " + conditioner.ratio()
                    + " codes below one above, the codec "
                    + levels.hops().get(config.level() + 1) / config.hop());
        }
    }

    private static void requireTimes(Part part, Piece piece) {
        var config = part.config();
        var labels = config.labels();
        var range = labels == null ? null : labels.timing();
        if (range == null) return;
        long[] starts = Windows.starts(piece.total(config.level()), config.window(), part.hop());
        for (long start : new long[] {starts[0], starts[starts.length - 1]}) {
            range.bins(part.request().timing(config, start), 1);
        }
    }

    /// Generates what the piece lacks.
    ///
    /// @param stop ends the work early
    /// @return the piece, whole unless stopped
    public Piece complete(Piece begun, Keeper keeper, Progress progress, StopSignal stop) throws IOException {
        var piece = begun;
        for (var part : parts) {
            int level = part.level();
            if (piece.isComplete(level)) continue;
            var before = piece;
            try (var prior = part.opener().open()) {
                prior.to(compute.device(), DType.F32);
                var sampler = new LevelSampler(
                        prior,
                        part.opener().codes(),
                        part.rule(),
                        part.hop(),
                        batch,
                        key.named("level " + level),
                        compute);
                boolean top = level + 1 == piece.levels().count();
                int[][] rows = sampler.sample(
                        Collections.nCopies(piece.samples(), part.request()),
                        piece.codes()[level],
                        top ? new int[0][] : piece.codes()[level + 1],
                        piece.total(level),
                        codes -> keeper.reached(() -> before.with(level, codes.get())),
                        progress,
                        stop);
                piece = piece.with(level, rows);
                if (piece.isComplete(level)) keeper.completed(part, prior, piece);
            }
            if (!piece.isComplete(level)) break;
        }
        return piece;
    }

    /// Whether the piece has all that these parts would generate.
    public boolean isComplete(Piece piece) {
        return parts.stream().allMatch(part -> piece.isComplete(part.level()));
    }

    /// Codes that are to be generated.
    public long codes(Piece piece) {
        return parts.stream()
                .mapToLong(part -> Arrays.stream(piece.codes()[part.level()])
                        .mapToLong(row -> Math.max(0, piece.total(part.level()) - row.length))
                        .sum())
                .sum();
    }
}
