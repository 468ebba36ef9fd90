// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModuleTest {
    /// Two linear layers of which the second output table is the embedding: three names for two tensors and a
    /// buffer.
    private static final class Tied extends Module {
        final Embedding words = child("words", new Embedding(4, 3, Initializer.normal(1)));
        final Linear dense = child("dense", new Linear(3, 3));
        final Embedding output = child("output", new Embedding(words.weight()));
        final Buffer counts = buffer("counts", DType.F32, 2);
    }

    private static Map<String, Tensor> copyOf(Module module) {
        var tensors = new LinkedHashMap<String, Tensor>();
        module.parameters()
                .forEach((name, parameter) ->
                        tensors.put(name, parameter.master().detach().copy()));
        module.buffers().forEach((name, tensor) -> tensors.put(name, tensor.copy()));
        return tensors;
    }

    @Test
    void namesAreDottedAndInDeclarationOrder() {
        try (var module = new Tied()) {
            assertThat(module.parameters().keySet())
                    .containsExactly("words.weight", "dense.weight", "dense.bias", "output.weight");
            assertThat(module.uniqueParameters().keySet())
                    .containsExactly("words.weight", "dense.weight", "dense.bias");
            assertThat(module.buffers().keySet()).containsExactly("counts");
            assertThat(module.parameterCount()).isEqualTo(4 * 3 + 3 * 3 + 3);
        }
    }

    @Test
    void loadingTakesEveryTensorByName() {
        try (var module = new Tied();
                var _ = Scope.open()) {
            module.initialize(RandomKey.of(1));
            var source = copyOf(module);
            module.initialize(RandomKey.of(2));
            source.put("counts", Tensors.of(new float[] {5, 6}));
            module.load(source);
            assertThat(module.dense.weight().master().toFloats())
                    .containsExactly(source.get("dense.weight").toFloats());
            assertThat(module.counts.tensor().toFloats()).containsExactly(5, 6);
        }
    }

    @Test
    void allProblemsOfALoadAreListedTogetherAndNothingChanges() {
        try (var module = new Tied();
                var _ = Scope.open()) {
            module.initialize(RandomKey.of(1));
            var before = module.words.weight().master().toFloats();
            var source = copyOf(module);
            source.put("words.weight", Tensors.zeros(DType.F32, Device.CPU, 4, 3));
            source.put("output.weight", Tensors.zeros(DType.F32, Device.CPU, 4, 3));
            source.remove("dense.bias");
            source.put("dense.weight", Tensors.zeros(DType.F32, Device.CPU, 3, 4));
            source.put("pooler", Tensors.zeros(DType.F32, Device.CPU, 1));
            assertThatThrownBy(() -> module.load(source))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("missing dense.bias")
                    .hasMessageContaining("dense.weight has shape [3, 4], expected [3, 3]")
                    .hasMessageContaining("unexpected pooler");
            assertThat(module.words.weight().master().toFloats()).containsExactly(before);
        }
    }

    @Test
    void oneNameOfASharedParameterIsEnough() {
        try (var module = new Tied();
                var _ = Scope.open()) {
            module.initialize(RandomKey.of(1));
            var source = copyOf(module);
            source.remove("output.weight");
            module.load(source);
        }
    }

    @Test
    void differingCopiesOfASharedParameterAreRefused() {
        try (var module = new Tied();
                var _ = Scope.open()) {
            module.initialize(RandomKey.of(1));
            var source = copyOf(module);
            source.put("output.weight", Tensors.zeros(DType.F32, Device.CPU, 4, 3));
            assertThatThrownBy(() -> module.load(source)).hasMessageContaining("output.weight and words.weight");
        }
    }

    private static final class DeclaredTwice extends Module {
        DeclaredTwice() {
            child("dense", new Linear(1, 1));
        }

        void again() {
            buffer("dense", DType.F32, 1);
        }
    }

    @Test
    void aNameIsDeclaredOnce() {
        try (var module = new DeclaredTwice()) {
            assertThatThrownBy(module::again).hasMessageContaining("'dense'");
        }
    }

    @Test
    void initialValuesDependOnSeedAndNameAlone() {
        try (var one = new Tied();
                var other = new Tied();
                var alone = new Module() {
                    final Linear dense = child("dense", new Linear(3, 3));
                };
                var _ = Scope.open()) {
            one.initialize(RandomKey.of(1));
            other.initialize(RandomKey.of(2));
            alone.initialize(RandomKey.of(1));
            var weights = one.dense.weight().master().toFloats();
            assertThat(alone.dense.weight().master().toFloats()).containsExactly(weights);
            assertThat(other.dense.weight().master().toFloats()).isNotEqualTo(weights);
        }
    }

    @Test
    void initialisersHaveTheirPublishedMoments() {
        // Clark et al. 2020: truncated normal of 0.02 stays within ± 0.04 and has a realised deviation of 0.017593.
        try (var module = new Embedding(300, 1000, Initializer.truncatedNormal(0.02));
                var _ = Scope.open()) {
            module.initialize(RandomKey.of(1));
            var values = module.weight().master().detach();
            assertThat(values.abs().max().item()).isLessThanOrEqualTo(0.04);
            assertThat(deviation(values)).isBetween(0.01749, 0.01769);
        }
        try (var module = new Linear(256, 128, Initializer.glorotUniform(256, 128));
                var _ = Scope.open()) {
            module.initialize(RandomKey.of(1));
            var values = module.weight().master().detach();
            assertThat(values.abs().max().item()).isBetween(0.124, 0.125);
            assertThat(deviation(values)).isBetween(0.0714, 0.0729); // 0.125 / √3
        }
    }

    private static double deviation(Tensor values) {
        double mean = values.mean().item();
        return Math.sqrt(values.sub(mean).square().mean().item());
    }

    @Test
    void aTransformIsSeenByEveryUserOfAParameterAndLeavesTheMasterAlone() {
        try (var module = new Tied();
                var _ = Scope.open()) {
            module.initialize(RandomKey.of(1));
            var weight = module.words.weight();
            var before = weight.master().toFloats();
            // Straight through: the doubled weight forward, the gradient of the plain one backward.
            weight.transform((_, w, _) -> w.add(w.mul(2).sub(w).detach()));
            var ids = Tensors.of(new long[] {2});
            var pass = Pass.evaluation(Compute.plain());
            var rows = module.words.forward(ids, pass);
            assertThat(rows.toFloats()).containsExactly(2 * before[6], 2 * before[7], 2 * before[8]);
            assertThat(module.output.forward(ids, pass).toFloats()).containsExactly(rows.toFloats());
            rows.sum().backward();
            assertThat(weight.master().grad()).isNotNull();
            assertThat(weight.master().grad().toFloats()).containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0);
            assertThat(weight.master().toFloats()).containsExactly(before);
            weight.master().clearGrad();
        }
    }

    @Test
    void anActivationTransformSitsBehindItsLayer() {
        try (var layer = new Linear(2, 2);
                var _ = Scope.open()) {
            layer.initialize(RandomKey.of(1));
            var x = Tensors.of(new float[] {1, 1}, 1, 2);
            var pass = Pass.evaluation(Compute.plain());
            var plain = layer.forward(x, pass).toFloats();
            layer.outputTransform((output, _) -> output.mul(10));
            assertThat(layer.forward(x, pass).toFloats()).containsExactly(10 * plain[0], 10 * plain[1]);
        }
    }

    @Test
    void movingKeepsNamesValuesAndGradients() {
        try (var module = new Tied();
                var _ = Scope.open()) {
            module.initialize(RandomKey.of(1));
            var before = module.dense.weight().master().toFloats();
            module.to(Device.CPU, DType.F64);
            assertThat(module.dense.weight().master().dtype()).isEqualTo(DType.F64);
            assertThat(module.counts.tensor().dtype()).isEqualTo(DType.F64);
            assertThat(module.dense.weight().master().requiresGrad()).isTrue();
            assertThat(module.dense.weight().master().toFloats()).containsExactly(before);
        }
    }
}
