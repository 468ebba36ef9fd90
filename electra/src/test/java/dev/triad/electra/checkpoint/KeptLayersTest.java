// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.SafetensorsFile;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import dev.triad.torch.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptLayersTest {
    private static final List<Integer> EVERY_OTHER = List.of(0, 2, 4, 6);

    @TempDir
    Path folder;

    @Test
    void layersAreNumberedAnewAndAllElseStays() throws IOException {
        var file = folder.resolve("model.safetensors");
        try (var _ = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            tensors.put("electra.embeddings.word_embeddings.weight", Tensors.of(new float[] {-1}));
            for (int layer = 0; layer < 8; layer++) {
                tensors.put("electra.encoder.layer." + layer + ".output.dense.weight", Tensors.of(new float[] {layer}));
            }
            TensorFile.write(file, Map.of("format", "pt"), tensors);
        }
        try (var kept = new KeptLayers(SafetensorsFile.open(file), EVERY_OTHER)) {
            assertThat(kept.tensors()).hasSize(5);
            assertThat(kept.floats("electra.embeddings.word_embeddings.weight")).containsExactly(-1);
            for (int layer = 0; layer < 4; layer++) {
                String name = "electra.encoder.layer." + layer + ".output.dense.weight";
                assertThat(kept.floats(name)).containsExactly(2 * layer);
                assertThat(kept.tensor(name).name()).isEqualTo(name);
            }
            assertThat(kept.metadata()).containsEntry("format", "pt");
            assertThatThrownBy(() -> kept.floats("electra.encoder.layer.4.output.dense.weight"))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("layer.4");
        }
    }

    @Test
    void namesOfTensorFlowAreKnownToo() {
        assertThat(KeptLayers.rename("electra/encoder/layer_6/attention/self/query/kernel", EVERY_OTHER))
                .contains("electra/encoder/layer_3/attention/self/query/kernel");
        assertThat(KeptLayers.rename("electra/encoder/layer_7/attention/self/query/kernel", EVERY_OTHER))
                .isEmpty();
        assertThat(KeptLayers.rename("lm_head.layer_norm.weight", EVERY_OTHER)).contains("lm_head.layer_norm.weight");
    }
}
