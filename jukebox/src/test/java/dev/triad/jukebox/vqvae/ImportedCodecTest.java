// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.torch.tensor.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every name of the released codec, and of Hugging Face's, leads to its tensor.
class ImportedCodecTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "module.", "vqvae.", "module.vqvae."})
    void everyReleasedNameIsFoundBehindAnyWrapping(String prefix) {
        var shapes = shapes(VqVaeConfig.jukebox());
        var stored = new LinkedHashMap<String, long[]>();
        shapes.forEach((name, shape) -> stored.put(prefix + name, shape));
        stored.put("priors.0.prior.x_emb.weight", new long[] {1});
        assertThat(ImportedCodec.recognises(stored.keySet())).isTrue();
        assertThat(ImportedCodec.released(stored)).isEqualTo(shapes);
        assertThat(ImportedCodec.infer(shapes, 44_100)).isEqualTo(VqVaeConfig.jukebox());
    }

    @Test
    void everyHuggingFaceNameIsFound() {
        var shapes = shapes(VqVaeConfig.jukebox());
        var stored = new LinkedHashMap<String, long[]>();
        shapes.forEach((name, shape) -> stored.put("vqvae." + huggingFace(name), shape));
        assertThat(stored)
                .hasSize(669)
                .containsKeys(
                        "vqvae.encoders.0.level_blocks.0.downsample_block.0.weight",
                        "vqvae.encoders.0.level_blocks.0.downsample_block.5.resnet_block.7.conv1d_2.bias",
                        "vqvae.encoders.2.level_blocks.1.proj_out.weight",
                        "vqvae.decoders.1.level_blocks.1.proj_in.bias",
                        "vqvae.decoders.1.level_blocks.1.upsample_block.3.weight",
                        "vqvae.decoders.0.level_blocks.0.upsample_block.0.resnet_block.0.conv1d_1.weight",
                        "vqvae.decoders.2.out.bias",
                        "vqvae.bottleneck.level_blocks.2.codebook");
        assertThat(ImportedCodec.recognises(stored.keySet())).isTrue();
        assertThat(ImportedCodec.released(stored)).isEqualTo(shapes);
    }

    @Test
    void sizesOfOtherCodecsAreTold() {
        for (var config : List.of(
                new VqVaeConfig(22_050, List.of(5, 3), 2, 32, 4, 64, 1024, List.of(1, 1), 3, 0, true),
                Golden.config())) {
            assertThat(ImportedCodec.infer(shapes(config), config.sampleRate())).isEqualTo(config);
        }
    }

    @Test
    void whatIsNoCodecIsRefused() {
        assertThat(ImportedCodec.recognises(List.of("electra.embeddings.weight")))
                .isFalse();
        assertThatThrownBy(() -> ImportedCodec.infer(Map.of(), 8000))
                .hasMessage("there is no bottleneck.level_blocks.0.k");
        var shapes = shapes(Golden.config());
        shapes.remove("encoders.1.level_blocks.0.model.0.0.weight");
        assertThatThrownBy(() -> ImportedCodec.infer(shapes, 8000))
                .hasMessage("there is no encoders.1.level_blocks.0.model.0.0.weight");
        var twice = new LinkedHashMap<>(
                Map.of("bottleneck.level_blocks.0.k", 1, "module.bottleneck.level_blocks.0.codebook", 2));
        assertThatThrownBy(() -> ImportedCodec.released(twice)).hasMessageContaining("two tensors are bottleneck");
    }

    /// The name that Hugging Face gives to a released one.
    private static String huggingFace(String name) {
        return name.replaceFirst("\\.k$", ".codebook")
                .replaceFirst("^(decoders.*)\\.model\\.0\\.(weight|bias)$", "$1.proj_in.$2")
                .replaceFirst("^(encoders.*level_blocks\\.\\d)\\.model\\.\\d\\.(weight|bias)$", "$1.proj_out.$2")
                .replaceFirst("\\.model\\.(\\d)\\.model\\.1\\.(weight|bias)$", ".resnet_block.$1.conv1d_1.$2")
                .replaceFirst("\\.model\\.(\\d)\\.model\\.3\\.(weight|bias)$", ".resnet_block.$1.conv1d_2.$2")
                .replaceFirst("^(encoders.*)\\.model\\.0\\.([01])\\.", "$1.downsample_block.$2.")
                .replaceFirst("^(encoders.*)\\.model\\.1\\.0\\.", "$1.downsample_block.2.")
                .replaceFirst("^(encoders.*)\\.model\\.1\\.1\\.", "$1.downsample_block.3.")
                .replaceFirst("^(encoders.*)\\.model\\.2\\.0\\.", "$1.downsample_block.4.")
                .replaceFirst("^(encoders.*)\\.model\\.2\\.1\\.", "$1.downsample_block.5.")
                .replaceFirst("^(decoders.*)\\.model\\.1\\.([01])\\.", "$1.upsample_block.$2.")
                .replaceFirst("^(decoders.*)\\.model\\.2\\.0\\.", "$1.upsample_block.2.")
                .replaceFirst("^(decoders.*)\\.model\\.2\\.1\\.", "$1.upsample_block.3.")
                .replaceFirst("^(decoders.*)\\.model\\.3\\.0\\.", "$1.upsample_block.4.")
                .replaceFirst("^(decoders.*)\\.model\\.3\\.1\\.", "$1.upsample_block.5.");
    }

    private static Map<String, long[]> shapes(VqVaeConfig config) {
        var shapes = new LinkedHashMap<String, long[]>();
        try (var _ = Scope.open();
                var model = new VqVae(config)) {
            model.parameters().forEach((name, parameter) -> shapes.put(name, parameter.shape()));
            model.buffers().forEach((name, buffer) -> {
                if (name.endsWith(".k")) shapes.put(name, buffer.shape());
            });
        }
        return shapes;
    }
}
