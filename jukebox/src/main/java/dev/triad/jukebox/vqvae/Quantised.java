// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import dev.triad.torch.tensor.Tensor;
import java.util.SequencedMap;

/// What a codebook made of a batch of vectors.
///
/// @param output the codes' vectors in place of the encoder's, [M, w]; gradients pass as if nothing had happened
/// @param codes which they are, [M] (i64)
/// @param commitment mean of the squared differences to the codes' vectors: what the encoder is to keep small
/// @param health scalars about the codebook, by name; empty outside training
public record Quantised(Tensor output, Tensor codes, Tensor commitment, SequencedMap<String, Tensor> health) {}
