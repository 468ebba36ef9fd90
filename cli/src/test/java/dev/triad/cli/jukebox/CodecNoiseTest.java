// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.vqvae.VqVae;
import dev.triad.jukebox.vqvae.VqVaeConfig;
import dev.triad.quant.noise.NoisePlan;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Quantisation noise reaches the codec's convolutions, plain, dilated and transposed.
class CodecNoiseTest {
    private static final VqVaeConfig CONFIG = new VqVaeConfig(8000, List.of(2), 2, 4, 2, 4, 8, List.of(1), 3, 0, true);

    @ParameterizedTest
    @ValueSource(strings = {"int8,rate=1", "int4,rate=1", "pq,rate=0.5,block=4", "mean,rate=0.5,block=4"})
    void noiseStrikesInTrainingOnlyAndGradientsPass(String noise) {
        try (var _ = Scope.open();
                var model = new VqVae(CONFIG)) {
            model.initialize(RandomKey.of(1));
            var audio = audio();
            float[] plain = reconstruct(model, audio, Pass.evaluation(Compute.plain()));
            var struck = NoisePlan.parse(List.of("encoders.0.level_blocks.0.model.0.0.weight=none", "*=" + noise))
                    .install(model);
            assertThat(struck)
                    .containsKeys(
                            "encoders.0.level_blocks.0.model.1.0.weight",
                            "encoders.0.level_blocks.0.model.0.1.model.1.model.1.weight",
                            "decoders.0.level_blocks.0.model.1.1.weight",
                            "decoders.0.out.weight")
                    .doesNotContainKey("decoders.0.out.bias");
            assertThat(reconstruct(model, audio, Pass.evaluation(Compute.plain())))
                    .containsExactly(plain);
            var pass = Pass.training(Compute.plain(), RandomKey.of(2), 0, 0);
            var noisy = model.vectors(0, audio, pass);
            assertThat(noisy.toFloats())
                    .isNotEqualTo(model.vectors(0, audio, Pass.evaluation(Compute.plain()))
                            .toFloats());
            model.reconstruct(0, audio, pass).audio().sum().backward();
            model.uniqueParameters()
                    .forEach((name, parameter) ->
                            assertThat(parameter.master().grad()).as(name).isNotNull());
        }
    }

    private static float[] reconstruct(VqVae model, Tensor audio, Pass pass) {
        try (var _ = NoGrad.open()) {
            return model.reconstruct(0, audio, pass).audio().toFloats();
        }
    }

    private static Tensor audio() {
        var sound = new float[256];
        for (int t = 0; t < sound.length; t++) sound[t] = (float) Math.sin(0.002 * t * t);
        return Tensors.of(sound, 1, sound.length);
    }
}
