// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import static dev.triad.jukebox.vqvae.Golden.assertStarts;
import static dev.triad.jukebox.vqvae.Golden.assertSum;
import static dev.triad.jukebox.vqvae.Golden.audio;
import static dev.triad.jukebox.vqvae.Golden.fillCodebook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// Numbers of a small codec filled with sines, made once by the reference implementation.
class VqVaeParityTest {
    private static final Pass EVALUATION = Pass.evaluation(Compute.plain());

    @Test
    void encodersGiveTheReferenceVectors() {
        try (var _ = Scope.open();
                var _ = NoGrad.open();
                var model = Golden.model(CodebookRule.jukebox())) {
            float[] e0 = channelsFirst(model.vectors(0, audio(), EVALUATION));
            assertThat(e0).hasSize(64);
            assertSum(Golden.sum(e0), 15.040624);
            assertSum(Golden.absoluteSum(e0), 39.697645);
            assertStarts(e0, 0.582157, 0.820398, 0.432167, -0.258769);
            assertThat((double) e0[62]).isCloseTo(0.527642, Offset.offset(1e-5));
            assertThat((double) e0[63]).isCloseTo(0.426989, Offset.offset(1e-5));
            float[] e1 = channelsFirst(model.vectors(1, audio(), EVALUATION));
            assertSum(Golden.sum(e1), 7.846976);
            assertSum(Golden.absoluteSum(e1), 56.675960);
            assertStarts(e1, -1.303856, -2.389083, -2.797825, -2.820547);
            float[] e2 = channelsFirst(model.vectors(2, audio(), EVALUATION));
            assertSum(Golden.sum(e2), 4.978825);
            assertSum(Golden.absoluteSum(e2), 22.387171);
            assertStarts(e2, -0.418941, -0.999061, -1.107980, -0.651393);
        }
    }

    @Test
    void codebooksChooseTheReferenceCodes() {
        try (var _ = Scope.open();
                var _ = NoGrad.open();
                var model = prepared(CodebookRule.jukebox())) {
            assertThat(model.encode(0, audio(), EVALUATION).toLongs())
                    .containsExactly(0, 0, 1, 5, 2, 2, 3, 2, 4, 6, 5, 6, 6, 7, 7, 7);
            assertThat(model.encode(1, audio(), EVALUATION).toLongs()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
            assertThat(model.encode(2, audio(), EVALUATION).toLongs()).containsExactly(0, 3, 4, 6);
            double[] commitment = {0.00653745, 0.00121534, 0.00106335};
            for (int level = 0; level < 3; level++) {
                var quantised = model.reconstruct(level, audio(), EVALUATION).quantised();
                assertThat(quantised.commitment().item()).isCloseTo(commitment[level], Offset.offset(1e-6));
            }
        }
    }

    @Test
    void decodersGiveTheReferenceAudio() {
        try (var _ = Scope.open();
                var _ = NoGrad.open();
                var model = prepared(CodebookRule.jukebox())) {
            float[] d0 = decoded(model, 0);
            assertSum(Golden.sum(d0), -61.136793);
            assertStarts(d0, -0.506792, -0.591088, -0.668814, -0.666241);
            float[] d1 = decoded(model, 1);
            assertSum(Golden.sum(d1), -4.339142);
            assertSum(Golden.absoluteSum(d1), 6.723128);
            assertStarts(d1, -0.338428, -0.384156, -0.322450, -0.295518);
            float[] d2 = decoded(model, 2);
            assertSum(Golden.sum(d2), 174.522619);
            assertStarts(d2, 1.069799, 1.709053, 2.073197, 2.254236);
        }
    }

    @Test
    void decodersGiveTheReferenceAudioForCodesInOrder() {
        try (var _ = Scope.open();
                var _ = NoGrad.open();
                var model = Golden.model(CodebookRule.jukebox())) {
            double[] sums = {-65.864161, -30.947607, 39.197762};
            double[][] starts = {{-0.499679, -0.693022}, {-0.295320, -0.346393}, {0.917771, 1.410178}};
            for (int level = 0; level < 3; level++) {
                Golden.fillPlainly(model.codebook(level), level);
                var codes = new long[16 >> level];
                for (int i = 0; i < codes.length; i++) codes[i] = i % 8;
                float[] decoded = model.decode(level, Tensors.of(codes, 1, codes.length), EVALUATION)
                        .toFloats();
                assertSum(Golden.sum(decoded), sums[level]);
                assertStarts(decoded, starts[level]);
            }
        }
    }

    @Test
    void codebooksMoveAsTheReferenceDoes() {
        try (var _ = Scope.open();
                var model = prepared(new CodebookRule(0.99, 0))) {
            var codebook = model.codebook(0);
            codebook.restart(1);
            var before = codebook.vectors().copy();
            var quantised = train(model);
            assertThat(codebook.counts().toFloats())
                    .containsExactly(new float[] {1.01f, 1, 1.02f, 1, 1, 1.01f, 1.02f, 1.02f}, Offset.offset(1e-6f));
            assertThat(quantised.health().get("entropy").item()).isCloseTo(1.981332, Offset.offset(1e-5));
            assertThat(quantised.health().get("change").item()).isCloseTo(0.001182, Offset.offset(1e-6));
            assertThat(quantised.health().get("used").item()).isEqualTo(8);
            float[] k = codebook.vectors().toFloats();
            assertSum(Golden.sum(k), 7.651247);
            assertStarts(k, 0.584516, -0.054792, 0.663179, -0.213931);
            assertSum(Golden.sum(codebook.sums().toFloats()), 7.729730);
            // what came out used the codebook as it was before
            assertThat(quantised.output().narrow(0, 0, 1).toFloats())
                    .containsExactly(before.narrow(0, 0, 1).toFloats(), Offset.offset(1e-6f));
        }
    }

    @Test
    void codebooksWithoutSumsAreRestoredAsTheReferenceDoes() {
        try (var _ = Scope.open();
                var model = prepared(new CodebookRule(0.99, 1))) {
            var codebook = model.codebook(0);
            codebook.restart(16 / 8);
            var quantised = train(model);
            assertThat(codebook.counts().toFloats())
                    .containsExactly(
                            new float[] {2, 1.99f, 2.01f, 1.99f, 1.99f, 2, 2.01f, 2.01f}, Offset.offset(1e-6f));
            assertThat(quantised.health().get("usage").item()).isEqualTo(8);
        }
    }

    private static Quantised train(VqVae model) {
        var pass = Pass.training(Compute.plain(), RandomKey.of(1), 0, 0);
        return model.reconstruct(0, audio(), pass).quantised();
    }

    private static VqVae prepared(CodebookRule rule) {
        var model = Golden.model(rule);
        for (int level = 0; level < 3; level++) {
            fillCodebook(model.codebook(level), model.vectors(level, audio(), EVALUATION), 0.05);
        }
        return model;
    }

    private static float[] decoded(VqVae model, int level) {
        return model.decode(level, model.encode(level, audio(), EVALUATION), EVALUATION)
                .toFloats();
    }

    private static float[] channelsFirst(Tensor rows) {
        return rows.transpose(0, 1).contiguous().toFloats();
    }
}
