// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.train;

import dev.triad.jukebox.labels.LabelLists;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorFolder;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.train.Loss;
import dev.triad.torch.train.Objective;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A prior as something to train: the bits of its level's codes, and of the lyrics where it reads any.
public final class PriorTraining implements Objective<PriorBatch> {
    /// Held-out songs whose lyrics are looked for in the music.
    private static final int ALIGNED_SONGS = 2;

    private final PriorRecipe recipe;
    private final Prior prior;
    private final LabelLists lists;
    private final CodeWindows windows;
    private final @Nullable CodeWindows heldOut;
    private final @Nullable Path pictures;
    private @Nullable CodeFloors floors;
    private long stepsSeen;

    /// @param prior initialised or loaded, on its device
    /// @param windows to learn from
    /// @param heldOut to measure on, or null
    public PriorTraining(
            PriorRecipe recipe, Prior prior, LabelLists lists, CodeWindows windows, @Nullable CodeWindows heldOut) {
        this(recipe, prior, lists, windows, heldOut, null);
    }

    /// @param pictures the folder that pictures go to, or null for none
    public PriorTraining(
            PriorRecipe recipe,
            Prior prior,
            LabelLists lists,
            CodeWindows windows,
            @Nullable CodeWindows heldOut,
            @Nullable Path pictures) {
        this.recipe = recipe;
        this.prior = prior;
        this.lists = lists;
        this.windows = windows;
        this.heldOut = heldOut;
        this.pictures = pictures;
    }

    @Override
    public Prior model() {
        return prior;
    }

    @Override
    public List<PriorBatch> batches(long step) {
        stepsSeen = step + 1;
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

    /// See [PriorEvaluation]. With a folder for pictures, each evaluation leaves some.
    @Override
    public SequencedMap<String, Double> evaluate(Compute compute) throws IOException {
        if (heldOut == null) return new LinkedHashMap<>();
        if (floors == null) floors = CodeFloors.of(windows, prior.config().codebookSize());
        int micro = recipe.get(PriorRecipe.MICRO_BATCH_SIZE);
        int batch = micro == 0 ? recipe.get(PriorRecipe.BATCH_SIZE) : micro;
        var evaluation = new PriorEvaluation(prior, batch, compute);
        var result = evaluation.measure(heldOut, recipe.get(PriorRecipe.EVALUATION_WINDOWS), floors);
        var metrics = new LinkedHashMap<>(result.metrics());
        var alignments = evaluation.align(heldOut, ALIGNED_SONGS);
        alignments.ifPresent(its -> metrics.putAll(its.metrics()));
        if (pictures != null) {
            var place = pictures.resolve("step-%08d".formatted(stepsSeen));
            PriorPictures.positions(place, prior.config(), result);
            if (alignments.isPresent()) PriorPictures.alignments(place, prior.config(), alignments.get());
        }
        return metrics;
    }

    @Override
    public void save(Path folder) throws IOException {
        PriorFolder.write(prior, lists, folder);
    }
}
