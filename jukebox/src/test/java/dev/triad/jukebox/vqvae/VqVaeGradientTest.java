// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import static dev.triad.torch.GradientCheck.input;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.GradientCheck;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Gradients of the codec's parts against central differences in f64.
class VqVaeGradientTest {
    private static final VqVaeConfig CONFIG =
            new VqVaeConfig(8000, List.of(1, 1), 2, 3, 2, 4, 8, List.of(1, 1), 3, 0, true);
    private static final Pass PASS = Pass.evaluation(GradientCheck.compute(AttentionForm.EXPLICIT));

    @Test
    void encoder() {
        try (var _ = Scope.open();
                var encoder = prepared(new Encoder(CONFIG, 1))) {
            var audio = input("audio", 2, 16);
            GradientCheck.check(encoder, List.of(audio), () -> encoder.forward(audio, PASS));
        }
    }

    @Test
    void decoder() {
        try (var _ = Scope.open();
                var decoder = prepared(new Decoder(CONFIG, 1))) {
            var vectors = input("vectors", 2, 4, 1, 4);
            GradientCheck.check(decoder, List.of(vectors), () -> decoder.forward(vectors, PASS));
        }
    }

    private static <M extends Module> M prepared(M module) {
        module.initialize(RandomKey.of(2));
        module.to(Device.CPU, DType.F64);
        return module;
    }
}
