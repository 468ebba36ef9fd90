// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.prior.Sines;
import dev.triad.torch.GradientCheck;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepStateTest {
    private static final int BATCH = 2;

    private static TransformerConfig config(int order) {
        int prime = order == 12 ? 5 : 0;
        return new TransformerConfig(20, 8, 16, 2, 4, order, 0.5, 1, 1, order == 9, prime, 2);
    }

    private static Tensor random(String name, long... shape) {
        return GradientCheck.input(name, shape).to(DType.F32);
    }

    private static @Nullable Tensor lyrics(TransformerConfig config) {
        return config.looksAtLyrics() ? random("lyrics", BATCH, 7, 8) : null;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void stepsGiveWhatTheWholeSequenceGives(int order) {
        var config = config(order);
        for (var form : AttentionForm.values()) {
            var pass = Pass.evaluation(Compute.plain().withAttention(form));
            try (var _ = Scope.open();
                    var transformer = Sines.fill(new Transformer(config))) {
                var x = random("x", BATCH, 20, 8);
                var lyrics = lyrics(config);
                float[] whole = transformer.forward(x, lyrics, pass).toFloats();
                assertSame(steps(transformer, x, lyrics, 1, pass), whole);
                assertSame(steps(transformer, x, lyrics, 3, pass), whole);
                assertSame(steps(transformer, x, lyrics, 20, pass), whole);
                assertSame(steps(transformer, x, lyrics, 0, pass), whole);
            }
        }
    }

    /// @param chunk positions at once; 0 for a different number every time
    private static float[] steps(Transformer transformer, Tensor x, @Nullable Tensor lyrics, int chunk, Pass pass) {
        var random = RandomKey.of(9).at(0, 0, 0);
        try (var state = transformer.begin(BATCH, lyrics, pass)) {
            var parts = new ArrayList<Tensor>();
            while (state.position() < 20) {
                int wanted = chunk == 0 ? 1 + random.nextInt(8) : chunk;
                int count = Math.min(wanted, 20 - state.position());
                parts.add(state.extend(x.narrow(1, state.position(), count), pass));
            }
            return Tensors.cat(parts, 1).toFloats();
        }
    }

    private static void assertSame(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i])
                    .as("element " + i)
                    .isCloseTo(expected[i], Offset.offset(5e-5f * Math.max(1, Math.abs(expected[i]))));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 10, 12})
    void aStateTakesTheBytesThatItsSizesSay(int order) {
        var pass = Pass.evaluation(Compute.plain());
        var config = config(order);
        try (var _ = Scope.open();
                var transformer = new Transformer(config);
                var state = transformer.begin(BATCH, lyrics(config), pass)) {
            assertThat(state.bytes()).isEqualTo(BATCH * Float.BYTES * config.cacheCount(7));
        }
    }

    @Test
    void asMuchIsKeptAsTheReleasedModelsNeed() {
        // in half precision, per sample: 0.39, 0.97, 0.98 and 0.34 GB
        assertThat(2e-9 * TransformerConfig.of(8192, 1920, 72, 1, 128, 2, 0.4).cacheCount(0))
                .isCloseTo(0.39, Offset.offset(0.01));
        assertThat(2e-9 * TransformerConfig.of(8192, 4800, 72, 8, 128, 2, 0.1).cacheCount(0))
                .isCloseTo(0.97, Offset.offset(0.01));
        assertThat(2e-9 * TransformerConfig.of(8192, 4800, 79, 8, 128, 10, 0.1).cacheCount(512))
                .isCloseTo(0.98, Offset.offset(0.01));
        var single = TransformerConfig.of(6144, 2048, 72, 2, 64, 12, 0.2).withPrime(6528, 384);
        assertThat(2e-9 * single.cacheCount(0)).isCloseTo(0.34, Offset.offset(0.01));
    }

    @Test
    void positionsBeyondTheEndAreRefused() {
        var pass = Pass.evaluation(Compute.plain());
        try (var _ = Scope.open();
                var transformer = new Transformer(config(2));
                var state = transformer.begin(BATCH, null, pass)) {
            assertThatThrownBy(() -> state.extend(random("x", BATCH, 21, 8), pass))
                    .hasMessageContaining("within the 20");
        }
    }
}
