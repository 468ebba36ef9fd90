// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.model.packed.DecodedTensors;
import dev.triad.core.model.packed.ModelDescription;
import dev.triad.core.model.packed.PackedModel;
import dev.triad.core.model.packed.PackedModelWriter;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.quant.plan.PlanFile;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Embedding;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import dev.triad.torch.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedOutputsTest {
    private static final Pass PASS = Pass.evaluation(Compute.plain());
    private static final ModelDescription DESCRIPTION = new ModelDescription("bert", List.of(), Map.of(), Map.of());
    private static final String PLAN =
            "rules: [{match: '*.dense.weight', scheme: int8, outputs: int8}, {match: '*', scheme: f16}]";

    @TempDir
    Path folder;

    /// Two layers with one weight, and one of its own, whose output decides.
    private static final class Net extends Module {
        private final Embedding table = child("table", new Embedding(20, 16, Initializer.normal(0.5)));
        private final Linear first = child("first.dense", new Linear(16, 16, Initializer.normal(0.5)));
        private final Linear twin = child("second.dense", new Linear(16, 16, Initializer.normal(0.5)));
        private final Linear last = child("third.dense", new Linear(16, 4, Initializer.normal(0.5)));

        Net() {
            initialize(RandomKey.of(5));
            twin.weight().assign(first.weight().master());
        }

        Tensor forward(long... ids) {
            var middle = first.forward(table.forward(Tensors.of(ids), PASS), PASS);
            return last.forward(twin.forward(middle, PASS), PASS);
        }

        Map<String, Tensor> tensors() {
            var tensors = new LinkedHashMap<String, Tensor>();
            parameters().forEach((name, parameter) -> tensors.put(name, parameter.master()));
            return tensors;
        }
    }

    private static Packer packer(Net net, String plan) {
        return new Packer(WeightSource.of(net.tensors()), PlanFile.parse(plan));
    }

    @Test
    void aModelOpenedFromItsFileComputesAsTheCalibratedOne() throws IOException {
        var file = folder.resolve("packed.safetensors");
        var ids = new long[] {3, 1, 4, 1, 5, 9, 2, 6};
        try (var _ = Scope.open();
                var net = new Net();
                var other = new Net()) {
            var packer = packer(net, PLAN);
            assertThat(PackedOutputs.areWanted(packer.decisions())).isTrue();
            var options = new PackingOptions(5, RandomKey.of(1), 1);
            var packed = packer.pack(DESCRIPTION, Optional.empty(), options, Progress.NONE)
                    .content();
            assertThat(PackedOutputs.of(packed)).isEmpty();
            var content = PackedOutputs.calibrate(packed, packer.decisions(), net, () -> net.forward(ids));
            var plain = net.forward(ids).toFloats();
            PackedModelWriter.write(file, content);
            assertThat(Files.size(file))
                    .isEqualTo(packer.layout(DESCRIPTION, Optional.empty()).fileSize());
            try (var opened = PackedModel.open(file);
                    var dense = TensorFile.of(new DecodedTensors(PackedModel.open(file)))) {
                var grids = PackedOutputs.of(opened.content());
                assertThat(grids).containsOnlyKeys("first.dense.weight", "third.dense.weight");
                other.load(dense.tensors());
                assertThat(other.forward(ids).toFloats()).containsExactly(plain);
                PackedOutputs.install(opened.content(), other);
                var rounded = other.forward(ids).toFloats();
                assertThat(rounded).isNotEqualTo(plain);
                var grid = Objects.requireNonNull(grids.get("third.dense.weight"));
                for (int i = 0; i < plain.length; i++) {
                    assertThat(Math.abs(rounded[i] - grid.nearest(rounded[i]))).isLessThan(1e-6f);
                    assertThat(Math.abs(rounded[i] - plain[i])).isLessThan(20 * grid.scale());
                }
                var shared = Objects.requireNonNull(grids.get("first.dense.weight"));
                var middle = other.twin.forward(other.table.forward(Tensors.of(ids), PASS), PASS);
                for (float value : middle.toFloats()) {
                    assertThat(Math.abs(value - shared.nearest(value)))
                            .as("a layer with the weight of another rounds as that one")
                            .isLessThan(1e-6f);
                }
                assertThat(PackedOutputs.reaches(opened.content(), _ -> "all").get("all"))
                        .satisfies(reach -> assertThat(reach.count()).isEqualTo(2))
                        .satisfies(reach -> assertThat(reach.lowest()).isNegative());
            }
        }
    }

    @Test
    void onlyLayersHaveOutputsAndVectorsNone() {
        try (var _ = Scope.open();
                var net = new Net()) {
            var none = packer(net, "rules: [{match: '*', scheme: f16}]");
            assertThat(PackedOutputs.areWanted(none.decisions())).isFalse();
            assertThatThrownBy(() -> packer(net, "rules: [{match: '*', scheme: int8, grids: tensor, outputs: int8}]"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("first.dense.bias");
            assertThatThrownBy(() -> PlanFile.parse("rules: [{match: '*', scheme: int8, outputs: int4}]"))
                    .hasMessageContaining("outputs must be float or int8, not 'int4'");
            assertThat(PlanFile.text(PlanFile.parse(PLAN), List.of())).contains("outputs: int8");
        }
    }
}
