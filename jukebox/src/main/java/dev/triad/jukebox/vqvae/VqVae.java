// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Autoencoders of raw audio, one for each level, that have nothing in common but their input:
///
/// ```text
/// audio [B, T] → encoder ℓ → [B, w, T / hop] → nearest codes [B, T / hop] → decoder ℓ → audio [B, T]
/// ```
///
/// Audio is mono, f32 in ± 1, and T a multiple of the top level's hop. Parameters have the names of the released
/// checkpoint.
public final class VqVae extends Module {
    private final VqVaeConfig config;
    private final List<Encoder> encoders = new ArrayList<>();
    private final List<Decoder> decoders = new ArrayList<>();
    private final List<Codebook> codebooks = new ArrayList<>();

    /// A codec with the original's rule for its codebooks.
    public VqVae(VqVaeConfig config) {
        this(config, CodebookRule.jukebox());
    }

    public VqVae(VqVaeConfig config, CodebookRule rule) {
        this.config = config;
        for (int level = 0; level < config.levels(); level++) {
            encoders.add(child("encoders." + level, new Encoder(config, level)));
        }
        for (int level = 0; level < config.levels(); level++) {
            decoders.add(child("decoders." + level, new Decoder(config, level)));
        }
        for (int level = 0; level < config.levels(); level++) {
            codebooks.add(child(
                    "bottleneck.level_blocks." + level,
                    new Codebook("level " + level, config.codebookSize(), config.embeddingWidth(), rule)));
        }
    }

    public VqVaeConfig config() {
        return config;
    }

    /// The codes of a level.
    public Codebook codebook(int level) {
        return codebooks.get(level);
    }

    /// One level's autoencoder at work.
    ///
    /// @param audio what came out, [B, T]
    /// @param quantised what its codebook did
    public record Reconstruction(Tensor audio, Quantised quantised) {}

    /// Sends audio [B, T] through a level and back.
    public Reconstruction reconstruct(int level, Tensor audio, Pass pass) {
        var quantised = codebook(level).quantise(vectors(level, audio, pass), pass);
        var image = image(quantised.output(), audio.size(0));
        return new Reconstruction(decoders.get(level).forward(image, pass), quantised);
    }

    /// What a level's encoder says about audio [B, T], before it is rounded to codes: [B · T / hop, w].
    public Tensor vectors(int level, Tensor audio, Pass pass) {
        if (audio.size(1) % config.hop(level) != 0) {
            throw new IllegalArgumentException("audio of level " + level + " must be a multiple of " + config.hop(level)
                    + " samples long, not " + audio.size(1));
        }
        var encoded = encoders.get(level).forward(audio, pass); // [B, w, 1, T / hop]
        return encoded.permute(0, 2, 3, 1).reshape(encoded.size(0) * encoded.size(3), encoded.size(1));
    }

    /// Audio [B, T] → codes of a level [B, T / hop] (i64).
    public Tensor encode(int level, Tensor audio, Pass pass) {
        return codebook(level).assign(vectors(level, audio, pass)).view(audio.size(0), -1);
    }

    /// Codes of a level [B, T / hop] (i64) → audio [B, T]. It is not clamped: loud passages may exceed ± 1.
    public Tensor decode(int level, Tensor codes, Pass pass) {
        return decoders.get(level).forward(image(codebook(level).lookup(codes), codes.size(0)), pass);
    }

    /// Rows of vectors as a row image with its channels last in memory, without a copy.
    private static Tensor image(Tensor rows, long batch) {
        long width = rows.size(-1);
        return rows.view(batch, 1, rows.count() / batch / width, width).permute(0, 3, 1, 2);
    }
}
