// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.torch.tensor.Scope;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Names, shapes and sizes of the released codec.
class ReleasedShapesTest {
    @Test
    void theReleasedCodecHasTheReleasedNumberOfTensorsAndValues() {
        try (var _ = Scope.open();
                var model = new VqVae(VqVaeConfig.jukebox())) {
            assertThat(model.parameterCount()).isEqualTo(1_485_763);
            assertThat(shapes(model)).hasSize(669);
        }
    }

    @Test
    void namesAndShapesAreTheReleasedOnes() {
        try (var _ = Scope.open();
                var model = new VqVae(VqVaeConfig.jukebox())) {
            assertThat(shapes(model))
                    .containsEntry("encoders.0.level_blocks.0.model.0.0.weight", "[64, 1, 4]")
                    .containsEntry("encoders.0.level_blocks.0.model.2.1.model.7.model.1.weight", "[64, 64, 3]")
                    .containsEntry("encoders.1.level_blocks.1.model.0.0.weight", "[32, 64, 4]")
                    .containsEntry("encoders.2.level_blocks.2.model.1.1.model.3.model.3.weight", "[32, 32, 1]")
                    .containsEntry("encoders.2.level_blocks.0.model.3.bias", "[64]")
                    .containsEntry("decoders.0.level_blocks.0.model.0.weight", "[64, 64, 3]")
                    .containsEntry("decoders.0.level_blocks.0.model.3.1.weight", "[64, 64, 4]")
                    .containsEntry("decoders.1.level_blocks.1.model.1.1.weight", "[32, 32, 4]")
                    .containsEntry("decoders.1.level_blocks.1.model.2.1.weight", "[32, 64, 4]")
                    .containsEntry("decoders.2.out.weight", "[1, 64, 3]")
                    .containsEntry("bottleneck.level_blocks.2.k", "[2048, 64]");
        }
    }

    @Test
    void hopsAndRatesAreThePapers() {
        var config = VqVaeConfig.jukebox();
        assertThat(config.hop(0)).isEqualTo(8);
        assertThat(config.hop(1)).isEqualTo(32);
        assertThat(config.hop(2)).isEqualTo(128);
        assertThat(config.codesPerSecond(0)).isEqualTo(5512.5);
        assertThat(Math.round(config.bitsPerSecond(2))).isEqualTo(3790);
        // half of the receptive fields of 91,878, 5,134 and 21,038 samples, and no more than a code too much
        assertThat(config.reach(0)).isBetween(45_939, 46_200);
        assertThat(config.reach(1)).isBetween(2_567, 2_816);
        assertThat(config.reach(2)).isBetween(10_519, 10_880);
    }

    private static Map<String, String> shapes(VqVae model) {
        var shapes = new TreeMap<String, String>();
        model.parameters().forEach((name, parameter) -> shapes.put(name, Arrays.toString(parameter.shape())));
        model.buffers().forEach((name, buffer) -> {
            if (name.endsWith(".k")) shapes.put(name, Arrays.toString(buffer.shape()));
        });
        return shapes;
    }
}
