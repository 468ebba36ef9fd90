// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.released;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.data.codes.CodeLevels;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.PriorShapes;
import dev.triad.jukebox.prior.train.PriorPreset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Every name of the released priors, and of Hugging Face's, leads to its tensor, at full size: shapes weigh
/// nothing.
class ReleasedPriorTest {
    private static final CodeLevels CODES = new CodeLevels(44_100, List.of(8, 32, 128), 2048);

    private static PriorConfig config(PriorPreset preset) {
        boolean third = preset == PriorPreset.PRIOR_1B_LYRICS;
        return preset.recipe().config(CODES, third ? 7898 : 4111, third ? 604 : 120);
    }

    @ParameterizedTest
    @CsvSource({
        "UPSAMPLER_0, 1006",
        "UPSAMPLER_1, 1006",
        "PRIOR_5B, 872",
        "PRIOR_5B_LYRICS, 1194",
        "PRIOR_1B_LYRICS, 872"
    })
    void everyReleasedNameIsFoundAndTellsTheSizes(PriorPreset preset, int entries) {
        var config = config(preset);
        var shapes = PriorShapes.of(config);
        assertThat(shapes).hasSize(entries);
        for (String prefix : List.of("", "module.")) {
            var stored = new LinkedHashMap<String, long[]>();
            // checkpoints of models trained without recomputation say `model` where the released ones say `blocks`
            shapes.forEach((name, shape) ->
                    stored.put(prefix + (prefix.isEmpty() ? name : name.replace(".0.blocks.", ".0.model.")), shape));
            stored.put("encoders.0.level_blocks.0.model.0.0.weight", new long[] {1});
            assertThat(StoredPrior.recognises(stored.keySet())).isTrue();
            assertThat(StoredPrior.levels(stored.keySet())).isZero();
            assertThat(renamed(stored, null)).isEqualTo(lists(shapes));
        }
        assertThat(ReleasedSizes.of(shapes, OptionalInt.of(config.level()))).isEqualTo(config);
    }

    @Test
    void everyHuggingFaceNameIsFoundCountedFromTheTop() {
        var stored = new LinkedHashMap<String, long[]>();
        var presets = List.of(PriorPreset.PRIOR_5B_LYRICS, PriorPreset.UPSAMPLER_1, PriorPreset.UPSAMPLER_0);
        for (int place = 0; place < 3; place++) {
            String prefix = "priors." + place + ".";
            PriorShapes.of(config(presets.get(place)))
                    .forEach((name, shape) -> stored.put(prefix + huggingFace(name), shape));
        }
        stored.put("vqvae.bottleneck.level_blocks.0.codebook", new long[] {2048, 64});
        assertThat(stored)
                .hasSize(1194 + 2 * 1006 + 1)
                .containsKeys(
                        "priors.0.prior.embed_tokens.weight",
                        "priors.0.prior.fc_proj_out.weight",
                        "priors.0.prior.transformer._attn_mods.18.attn.c_enc_kv.weight",
                        "priors.0.prior.transformer._attn_mods.78.layer_norm_1.bias",
                        "priors.0.metadata_embedding.absolute_pos_emb.emb.weight",
                        "priors.0.encoder.embed_tokens.weight",
                        "priors.0.encoder.transformer._attn_mods.17.mlp.c_proj.bias",
                        "priors.0.encoder.proj_in.weight",
                        "priors.0.encoder.lm_head.weight",
                        "priors.2.metadata_embedding.bow_genre_emb.weight",
                        "priors.2.conditioner_blocks.embed_tokens.weight",
                        "priors.2.conditioner_blocks.upsampler.proj_in.bias",
                        "priors.2.conditioner_blocks.upsampler.upsample_block.2.resnet_block.15.conv1d_2.weight",
                        "priors.2.conditioner_blocks.upsampler.upsample_block.3.weight",
                        "priors.2.conditioner_blocks.layer_norm.weight");
        assertThat(StoredPrior.recognises(stored.keySet())).isTrue();
        assertThat(StoredPrior.levels(stored.keySet())).isEqualTo(3);
        for (int place = 0; place < 3; place++) {
            var config = config(presets.get(place));
            assertThat(renamed(stored, place)).isEqualTo(lists(PriorShapes.of(config)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = PriorPreset.class,
            names = {"SMALL_.*"},
            mode = EnumSource.Mode.MATCH_ALL)
    void theSmallOnesAreToldByTheirShapes(PriorPreset preset) {
        var recipe = preset.recipe();
        var config = recipe.config(new CodeLevels(22_050, List.of(32, 256), 1024), 100, 10);
        assertThat(ReleasedSizes.of(PriorShapes.of(config), OptionalInt.empty()))
                .isEqualTo(config);
    }

    @Test
    void theLevelOfAnUpsamplerMustBeSaid() {
        var shapes = PriorShapes.of(config(PriorPreset.UPSAMPLER_1));
        assertThatThrownBy(() -> ReleasedSizes.of(shapes, OptionalInt.empty()))
                .hasMessage("its level does not show: levels [0, 1] have such priors; say which with --level");
        assertThatThrownBy(() -> ReleasedSizes.of(PriorShapes.of(config(PriorPreset.PRIOR_5B)), OptionalInt.of(0)))
                .hasMessage("it models the codes of level 2, not 0");
    }

    @Test
    void whatIsNoPublishedPriorIsComparedWithTheNearest() {
        assertThat(StoredPrior.recognises(List.of("encoder.layer.0.weight", "electra.embeddings.weight")))
                .isFalse();
        var shapes = new LinkedHashMap<>(PriorShapes.of(config(PriorPreset.PRIOR_5B)));
        shapes.remove("prior.transformer._attn_mods.71.ln_1.bias");
        assertThatThrownBy(() -> ReleasedSizes.of(shapes, OptionalInt.empty()))
                .hasMessageContaining("none of the published priors")
                .hasMessageContaining("nearest to prior_5b, but missing prior.transformer._attn_mods.71.ln_1.bias");
        assertThatThrownBy(() -> StoredPrior.names(List.of("prior.x_emb.weight", "module.prior.x_emb.weight"), null))
                .hasMessageContaining("are both prior.x_emb.weight");
    }

    private static Map<String, List<Long>> renamed(Map<String, long[]> stored, @Nullable Integer place) {
        var shapes = lists(stored);
        var renamed = new LinkedHashMap<String, List<Long>>();
        StoredPrior.names(stored.keySet(), place)
                .forEach((name, its) -> renamed.put(name, shapes.getOrDefault(its, List.of())));
        return renamed;
    }

    private static Map<String, List<Long>> lists(Map<String, long[]> shapes) {
        var lists = new LinkedHashMap<String, List<Long>>();
        shapes.forEach(
                (name, shape) -> lists.put(name, LongStream.of(shape).boxed().toList()));
        return lists;
    }

    /// The name that Hugging Face gives to a released one.
    private static String huggingFace(String name) {
        return name.replaceFirst("^prime_state_proj\\.", "encoder.proj_in.")
                .replaceFirst("^prime_state_ln\\.", "encoder.final_layer_norm.")
                .replaceFirst("^prime_x_out\\.", "encoder.lm_head.")
                .replaceFirst("^prime_prior\\.", "encoder.")
                .replaceFirst("^y_emb\\.(bow_genre|artist)_emb\\.emb\\.", "metadata_embedding.$1_emb.")
                .replaceFirst("^y_emb\\.", "metadata_embedding.")
                .replaceFirst("^conditioner_blocks\\.0\\.x_emb", "conditioner_blocks.embed_tokens")
                .replaceFirst("^conditioner_blocks\\.0\\.ln\\.", "conditioner_blocks.layer_norm.")
                .replaceFirst("^conditioner_blocks\\.0\\.cond\\.model\\.0\\.", "conditioner_blocks.upsampler.proj_in.")
                .replaceFirst("cond\\.model\\.1\\.0\\.blocks\\.", "upsampler.upsample_block.0.resnet_block.")
                .replaceFirst("cond\\.model\\.2\\.0\\.blocks\\.", "upsampler.upsample_block.2.resnet_block.")
                .replaceFirst("cond\\.model\\.1\\.1\\.", "upsampler.upsample_block.1.")
                .replaceFirst("cond\\.model\\.2\\.1\\.", "upsampler.upsample_block.3.")
                .replaceFirst("^conditioner_blocks\\.0\\.", "conditioner_blocks.")
                .replaceFirst("(resnet_block\\.\\d+)\\.model\\.1\\.", "$1.conv1d_1.")
                .replaceFirst("(resnet_block\\.\\d+)\\.model\\.3\\.", "$1.conv1d_2.")
                .replaceFirst("x_emb\\.weight$", "embed_tokens.weight")
                .replaceFirst("x_out\\.weight$", "fc_proj_out.weight")
                .replaceFirst("\\.ln_([01])\\.", ".layer_norm_$1.")
                .replaceFirst("\\.w$", ".weight")
                .replaceFirst("\\.b$", ".bias");
    }
}
