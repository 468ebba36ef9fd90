// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// From the waveform to what one level's codebook looks at. Levels share nothing: each starts from the samples.
final class Encoder extends Module {
    private final List<EncoderBlock> blocks = new ArrayList<>();

    Encoder(VqVaeConfig config, int level) {
        for (int block = 0; block <= level; block++) {
            blocks.add(child("level_blocks." + block, new EncoderBlock(config, level, block)));
        }
    }

    /// audio [B, T] → [B, embedding width, 1, T / hop], channels last.
    Tensor forward(Tensor audio, Pass pass) {
        // The one channel's place says that the channels are last: nothing is copied.
        var h = audio.view(audio.size(0), 1, audio.size(1), 1).permute(0, 3, 1, 2); // [B, 1, 1, T]
        for (var block : blocks) h = block.forward(h, pass);
        return h;
    }
}
