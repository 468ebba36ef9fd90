// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.train;

import dev.triad.core.audio.AudioSource;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.vqvae.CodecFolder;
import dev.triad.jukebox.vqvae.VqVae;
import dev.triad.jukebox.vqvae.loss.Bandwidth;
import dev.triad.jukebox.vqvae.loss.ReconstructionLoss;
import dev.triad.jukebox.vqvae.loss.SpectralLoss;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import dev.triad.torch.train.Loss;
import dev.triad.torch.train.Objective;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The codec as something to train (Dhariwal et al. 2020, section 3): for every level
///
/// L = reconstruction + spectral + commit · ‖x − sg(k)‖²
///
/// in units of the music's own [Bandwidth], summed over the levels, which share nothing but the clips.
public final class CodecTraining implements Objective<AudioBatch>, AutoCloseable {
    private final CodecRecipe recipe;
    private final VqVae model;
    private final ClipReader clips;
    private final @Nullable ClipReader heldOut;
    private final Ahead<List<AudioBatch>> ahead;
    private final Bandwidth bandwidth;
    private final ReconstructionLoss reconstruction;
    private final SpectralLoss spectral;
    private final SpectralLoss single;
    private final @Nullable Illustrations illustrations;
    private long stepsSeen;

    /// @param model initialised or loaded, on its device
    /// @param songs to learn from
    /// @param heldOut to measure on, or null
    /// @param samples the folder that sounds and pictures go to, or null for none
    public CodecTraining(
            CodecRecipe recipe, VqVae model, AudioSource songs, @Nullable AudioSource heldOut, @Nullable Path samples)
            throws IOException {
        recipe.requireSound();
        requireRate(songs, recipe);
        if (heldOut != null) requireRate(heldOut, recipe);
        this.recipe = recipe;
        this.model = model;
        var key = RandomKey.of(recipe.get(CodecRecipe.SEED)).named("clips");
        clips = new ClipReader(songs, recipe, key);
        this.heldOut = heldOut == null ? null : new ClipReader(heldOut, recipe, key);
        bandwidth = BandwidthMeter.measure(clips, recipe);
        reconstruction = recipe.reconstructionLoss();
        spectral = new SpectralLoss(recipe.get(CodecRecipe.RESOLUTIONS));
        single = new SpectralLoss(List.of(recipe.get(CodecRecipe.METRIC_RESOLUTION)));
        illustrations = samples == null
                ? null
                : new Illustrations(
                        samples, recipe.get(CodecRecipe.SAMPLE_RATE), recipe.get(CodecRecipe.METRIC_RESOLUTION));
        ahead = new Ahead<>(clips::shuffled);
    }

    private static void requireRate(AudioSource source, CodecRecipe recipe) {
        int rate = recipe.get(CodecRecipe.SAMPLE_RATE);
        if (source.rate() != rate) {
            throw new IllegalArgumentException("the songs are at " + source.rate() + " Hz, the recipe wants " + rate
                    + "; prepare them with --rate " + rate + " or set sample_rate=" + source.rate());
        }
    }

    @Override
    public VqVae model() {
        return model;
    }

    /// What the losses are measured in.
    public Bandwidth bandwidth() {
        return bandwidth;
    }

    @Override
    public List<AudioBatch> batches(long step) throws IOException {
        stepsSeen = step + 1;
        return ahead.get(step);
    }

    @Override
    public Loss loss(AudioBatch batch, Pass pass) {
        var audio = Tensors.of(batch.samples(), batch.clips(), batch.length())
                .to(pass.compute().device());
        if (pass.compute().dtype() == DType.F64) audio = audio.to(DType.F64);
        double share = (double) batch.clips() / batch.ofStep();
        var spectra = spectral.spectra(audio);
        var parts = new LinkedHashMap<String, Tensor>();
        Tensor total = null;
        for (int level = 0; level < model.config().levels(); level++) {
            var result = model.reconstruct(level, audio, pass);
            var loss = new LevelLoss(audio, spectra, result).total(level, share, parts);
            total = total == null ? loss : total.add(loss);
            int its = level;
            result.quantised().health().forEach((name, value) -> parts.put(name + "_" + its, value.mul(share)));
        }
        return new Loss(Objects.requireNonNull(total), null, parts);
    }

    /// One level's terms.
    private final class LevelLoss {
        private final Tensor audio;
        private final List<Tensor> spectra;
        private final VqVae.Reconstruction result;

        LevelLoss(Tensor audio, List<Tensor> spectra, VqVae.Reconstruction result) {
            this.audio = audio;
            this.spectra = spectra;
            this.result = result;
        }

        Tensor total(int level, double share, SequencedMap<String, Tensor> parts) {
            var samples =
                    reconstruction.distance(audio, result.audio(), bandwidth).mul(share);
            var spectrum = spectral.distance(spectra, result.audio(), bandwidth.spectrum())
                    .mul(share);
            var commitment = result.quantised().commitment().mul(share);
            parts.put("reconstruction_" + level, samples.detach());
            parts.put("spectral_" + level, spectrum.detach());
            parts.put("commitment_" + level, commitment.detach());
            var sum = samples.add(spectrum.mul(recipe.get(CodecRecipe.MULTISPECTRAL)))
                    .add(commitment.mul(recipe.get(CodecRecipe.COMMIT)));
            if (recipe.get(CodecRecipe.SPECTRAL) == 0) return sum;
            return sum.add(single.distance(single.spectra(audio), result.audio(), bandwidth.spectrum())
                    .mul(recipe.get(CodecRecipe.SPECTRAL) * share));
        }
    }

    /// Every level's reconstructions of clips that lie evenly over the held-out songs.
    @Override
    public SequencedMap<String, Double> evaluate(Compute compute) throws IOException {
        var metrics = new LinkedHashMap<String, Double>();
        if (heldOut == null) return metrics;
        int levels = model.config().levels();
        long count = Math.min(recipe.get(CodecRecipe.EVALUATION_CLIPS), heldOut.clips());
        var scores = new ArrayList<CodecScores>();
        for (int level = 0; level < levels; level++) {
            scores.add(new CodecScores(
                    recipe.get(CodecRecipe.SAMPLE_RATE),
                    recipe.get(CodecRecipe.METRIC_RESOLUTION),
                    model.config().codebookSize()));
        }
        double loss = 0;
        for (int clip = 0; clip < count; clip++) {
            float[] original = heldOut.evenly(clip, count);
            var reconstructions = new ArrayList<float[]>();
            try (var _ = Scope.open();
                    var _ = NoGrad.open();
                    var _ = Autocast.open(compute.device(), compute.dtype())) {
                var pass = Pass.evaluation(compute);
                var audio = Tensors.of(original, 1, original.length).to(compute.device());
                var spectra = spectral.spectra(audio);
                for (int level = 0; level < levels; level++) {
                    var result = model.reconstruct(level, audio, pass);
                    loss += new LevelLoss(audio, spectra, result)
                                    .total(level, 1, new LinkedHashMap<>())
                                    .item()
                            / count;
                    reconstructions.add(result.audio().toFloats());
                    scores.get(level)
                            .add(
                                    original,
                                    reconstructions.getLast(),
                                    result.quantised().codes().toLongs());
                }
            }
            if (illustrations != null && clip < recipe.get(CodecRecipe.ILLUSTRATED_CLIPS)) {
                illustrations.write(stepsSeen, clip, original, reconstructions);
            }
        }
        metrics.put("loss", loss);
        for (int level = 0; level < levels; level++) scores.get(level).write(level, metrics);
        return metrics;
    }

    @Override
    public void save(Path folder) throws IOException {
        CodecFolder.write(model, folder);
    }

    @Override
    public void load(Path folder) throws IOException {
        CodecFolder.resume(model, folder);
    }

    @Override
    public void close() {
        ahead.close();
    }
}
