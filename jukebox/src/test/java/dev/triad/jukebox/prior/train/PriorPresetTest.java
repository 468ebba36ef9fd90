// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.data.codes.CodeLevels;
import dev.triad.jukebox.labels.LabelRules;
import dev.triad.jukebox.prior.MemoryNeed;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.PriorJson;
import dev.triad.torch.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PriorPresetTest {
    private static final CodeLevels RELEASED = new CodeLevels(44_100, List.of(8, 32, 128), 2048);

    private static PriorConfig config(PriorRecipe recipe) {
        boolean small = recipe.get(PriorRecipe.LEVEL) == 1 && recipe.get(PriorRecipe.WIDTH) == 1024;
        var levels = small ? new CodeLevels(22_050, List.of(32, 256), 1024) : RELEASED;
        boolean first = recipe.rules() == LabelRules.V2;
        return recipe.config(levels, first ? 4111 : 7898, first ? 120 : 604);
    }

    @ParameterizedTest
    @CsvSource({
        "UPSAMPLER_0, 981298176, 1006",
        "UPSAMPLER_1, 981298176, 1006",
        "PRIOR_5B, 5060452800, 872",
        "PRIOR_5B_LYRICS, 5640506800, 1194",
        "PRIOR_1B_LYRICS, 942643200, 872"
    })
    void releasedModelsHaveTheReleasedSizes(PriorPreset preset, long parameters, int tensors) {
        assertThat(config(preset.recipe()).parameterCount()).isEqualTo(parameters);
        // The same layers, but narrow: names do not depend on widths.
        var narrow = preset.recipe()
                .with(Map.of("width", 32, "encoder_width", 16, "conditioner_width", 4, "positions", 512))
                .with(Map.of("lyric_tokens", 64, "blocks", 32));
        try (var _ = Scope.open();
                var prior = new Prior(narrow.config(RELEASED, 3, 3))) {
            assertThat(prior.parameters()).hasSize(tensors);
            assertThat(narrow.config(RELEASED, 3, 3).parameterCount()).isEqualTo(prior.parameterCount());
        }
    }

    @Test
    void namesAndShapesAreTheReleasedOnes() {
        assertShapes(
                PriorPreset.UPSAMPLER_0,
                "y_emb.bow_genre_emb.emb.weight [3, 32]",
                "y_emb.artist_emb.emb.weight [5, 32]",
                "conditioner_blocks.0.x_emb.weight [2048, 32]",
                "conditioner_blocks.0.cond.model.0.weight [8, 32, 3]",
                "conditioner_blocks.0.cond.model.1.0.blocks.15.model.1.weight [8, 8, 3]",
                "conditioner_blocks.0.cond.model.2.0.blocks.0.model.3.bias [8]",
                "conditioner_blocks.0.cond.model.1.1.weight [8, 8, 4]",
                "conditioner_blocks.0.cond.model.2.1.weight [8, 32, 4]",
                "conditioner_blocks.0.ln.weight [32]",
                "prior.x_emb.weight [2048, 32]",
                "prior.x_out.weight [2048, 32]",
                "prior.pos_emb.pos_emb [512, 32]",
                "prior.transformer._attn_mods.71.attn.c_attn.w [32, 24]",
                "prior.transformer._attn_mods.0.attn.c_proj.w [8, 32]",
                "prior.transformer._attn_mods.0.ln_1.bias [32]",
                "prior.transformer._attn_mods.0.mlp.c_fc.w [32, 32]");
        assertShapes(
                PriorPreset.PRIOR_5B_LYRICS,
                "y_emb.total_length_emb.emb.weight [128, 32]",
                "y_emb.relative_pos_emb.emb.weight [128, 32]",
                "prior.transformer._attn_mods.78.attn.c_enc_kv.w [32, 16]",
                "prior.transformer._attn_mods.18.attn.c_attn.w [32, 8]",
                "prime_prior.start_token [1, 16]",
                "prime_prior.x_emb.weight [80, 16]",
                "prime_prior.pos_emb.pos_emb [64, 16]",
                "prime_prior.transformer._attn_mods.17.mlp.c_proj.b [16]",
                "prime_state_proj.w [16, 32]",
                "prime_state_ln.bias [32]",
                "prime_x_out.weight [80, 32]");
        assertShapes(
                PriorPreset.PRIOR_1B_LYRICS,
                "prior.x_emb.weight [2127, 32]",
                "prior.pos_emb.pos_emb [576, 32]",
                "y_emb.absolute_pos_emb.emb.weight [64, 32]");
    }

    private static void assertShapes(PriorPreset preset, String... expected) {
        var narrow = preset.recipe()
                .with(Map.of("width", 32, "encoder_width", 16, "conditioner_width", 8, "positions", 512))
                .with(Map.of("lyric_tokens", 64, "blocks", 32));
        try (var _ = Scope.open();
                var prior = new Prior(narrow.config(RELEASED, 5, 3))) {
            var shapes = new TreeMap<String, String>();
            prior.parameters().forEach((name, parameter) -> shapes.put(name, Arrays.toString(parameter.shape())));
            for (String line : expected) {
                int space = line.indexOf(' ');
                assertThat(shapes).containsEntry(line.substring(0, space), line.substring(space + 1));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPresetIsAModelAndAFileOfIt(PriorPreset preset) {
        var config = config(preset.recipe());
        assertThat(PriorJson.read("config.json", PriorJson.write(config))).isEqualTo(config);
        assertThat(config.window()).isEqualTo(preset.recipe().get(PriorRecipe.POSITIONS));
        assertThat(preset.recipe().plan().steps()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(names = {"NANO", "NANO_UPSAMPLER", "SMOKE", "SMOKE_UPSAMPLER"})
    void sizesAreKnownBeforeAnythingIsBuilt(PriorPreset preset) {
        var config = preset.recipe().config(RELEASED, 5, 5);
        try (var _ = Scope.open();
                var prior = new Prior(config)) {
            assertThat(prior.parameterCount()).isEqualTo(config.parameterCount());
        }
    }

    @Test
    void whatIsTooLargeSaysWhatItNeeds() {
        var config = config(PriorPreset.PRIOR_5B.recipe());
        assertThatThrownBy(() -> MemoryNeed.training(config, 1, true, true).require("prior_5b", 24_000_000_000L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                        "prior_5b needs about 1\\d\\d\\.\\d GB for training \\(20\\.2 GB of weights, 81\\.0 GB"
                                + " of gradients and averages, .*\\), but there are 24\\.0 GB: .*");
        assertThatThrownBy(() -> MemoryNeed.sampling(config, 3).require("prior_5b", 24_000_000_000L))
                .hasMessageContaining("20.2 GB of weights, 5.8 GB of kept keys and values");
        MemoryNeed.sampling(config(PriorPreset.NANO.recipe()), 1).require("nano", 100_000_000);
    }

    @Test
    void wrongSizesAreExplained() {
        var recipe = PriorPreset.SMOKE.recipe();
        assertThatThrownBy(() -> recipe.with(Map.of("blocks", 5)).config(RELEASED, 2, 2))
                .hasMessageContaining("blocks must divide the 16 positions");
        assertThatThrownBy(() -> recipe.with(Map.of("order", 2)).config(RELEASED, 2, 2))
                .hasMessageContaining("never looks at the encoded lyrics");
        assertThatThrownBy(() -> recipe.with(Map.of("level", 3)).config(RELEASED, 2, 2))
                .hasMessageContaining("level must be 0 to 2");
        assertThatThrownBy(() -> recipe.with(Map.of("heads", 3)).config(RELEASED, 2, 2))
                .hasMessageContaining("must divide into 3 heads");
        assertThatThrownBy(() -> recipe.with(Map.of("lyrics", "sung")))
                .hasMessageContaining("none, single or separate");
        assertThatThrownBy(() -> PriorJson.read("x/config.json", "{\"model_type\": \"jukebox_prior\"}"))
                .hasMessage("x/config.json: level is missing");
        assertThatThrownBy(() -> PriorJson.read("x/config.json", "{"))
                .hasMessageContaining("x/config.json is not JSON");
    }
}
