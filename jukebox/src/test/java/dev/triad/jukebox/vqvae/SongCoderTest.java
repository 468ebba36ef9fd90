// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SongCoderTest {
    private static final VqVaeConfig CONFIG =
            new VqVaeConfig(8000, List.of(2, 1, 1), 2, 6, 2, 5, 16, List.of(2, 1, 1), 3, 0, true);

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 1000, 2048, 5003})
    void piecesGiveTheSameCodesAndSoundAsTheWhole(int frames) throws IOException {
        try (var _ = Scope.open();
                var _ = NoGrad.open();
                var model = model()) {
            float[] song = song(frames);
            var coder = new SongCoder(model, Compute.plain(), 512);
            int padded = (int) coder.padded(frames);
            var whole = Tensors.of(Arrays.copyOf(song, padded), 1, padded);
            int[][] codes = coder.encode((start, into) -> read(song, start, into), frames);
            var pass = Pass.evaluation(Compute.plain());
            for (int level = 0; level < 3; level++) {
                var expected = model.encode(level, whole, pass);
                assertThat(codes[level]).as("level %d", level).containsExactly(expected.toInts());
                float[] sound =
                        Arrays.copyOf(model.decode(level, expected, pass).toFloats(), frames);
                var heard = new float[frames];
                int[] at = {0};
                coder.decode(level, codes[level], frames, samples -> {
                    System.arraycopy(samples, 0, heard, at[0], samples.length);
                    at[0] += samples.length;
                });
                assertThat(at[0]).isEqualTo(frames);
                assertThat(heard).containsExactly(sound, Offset.offset(1e-5f));
            }
        }
    }

    @Test
    void whatAModelHearsIsWithinItsReach() {
        try (var _ = Scope.open();
                var model = model()) {
            for (int level = 0; level < 3; level++) {
                int hop = CONFIG.hop(level);
                int length = 4 * CONFIG.reach(level);
                var audio = Tensors.of(song(length), 1, length).requiresGrad(true);
                int code = length / 2 / hop;
                model.vectors(level, audio, Pass.evaluation(Compute.plain()))
                        .narrow(0, code, 1)
                        .sum()
                        .backward();
                float[] gradient = audio.grad().toFloats();
                for (int t = 0; t < length; t++) {
                    boolean near = t >= code * hop - CONFIG.reach(level) && t < (code + 1) * hop + CONFIG.reach(level);
                    if (!near) assertThat(gradient[t]).as("sample %d", t).isZero();
                }
            }
        }
    }

    @Test
    void codesOfAnotherCodecAreRefused() {
        try (var _ = Scope.open();
                var model = model()) {
            var coder = new SongCoder(model, Compute.plain());
            assertThatThrownBy(() -> coder.decode(0, new int[] {1, 16}, 8, _ -> {}))
                    .hasMessage("code 16 is none of this codec's, which has 16");
            assertThatThrownBy(() -> coder.decode(0, new int[] {1}, 5, _ -> {}))
                    .hasMessage("1 codes of level 0 are 4 samples, fewer than 5");
        }
    }

    private static void read(float[] song, long start, float[] into) {
        for (int i = 0; i < into.length; i++) into[i] = start + i < song.length ? song[(int) start + i] : 0;
    }

    private static float[] song(int frames) {
        var song = new float[frames];
        for (int t = 0; t < frames; t++) song[t] = (float) (0.5 * Math.sin(0.002 * t * t) + 0.2 * Math.sin(0.3 * t));
        return song;
    }

    /// A model whose codebooks are vectors of a song.
    private static VqVae model() {
        var model = new VqVae(CONFIG);
        model.initialize(RandomKey.of(5));
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            var pass = Pass.evaluation(Compute.plain());
            for (int level = 0; level < 3; level++) {
                var vectors = model.vectors(level, Tensors.of(song(4096), 1, 4096), pass);
                var some = new long[16];
                for (int i = 0; i < some.length; i++) some[i] = i * vectors.size(0) / some.length;
                model.codebook(level).vectors().copy_(vectors.index_select(0, Tensors.of(some)));
            }
        }
        return model;
    }
}
