// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class VqVaeConfigTest {
    @Test
    void aConfigurationComesBackFromItsJson() {
        var config = new VqVaeConfig(8000, List.of(2, 1), 2, 5, 3, 7, 11, List.of(3, 1), 2, 4, false);
        assertThat(CodecJson.read("config.json", CodecJson.write(config))).isEqualTo(config);
        assertThat(CodecJson.read("config.json", "{}")).isEqualTo(VqVaeConfig.jukebox());
    }

    @Test
    void aWholeJukeboxModelNamesItsCodecInAPart() {
        var config = CodecJson.read("config.json", """
                {"model_type": "jukebox", "sampling_rate": 16000,
                 "vqvae_config": {"model_type": "jukebox_vqvae", "nb_discrete_codes": 512}}""");
        assertThat(config.sampleRate()).isEqualTo(16_000);
        assertThat(config.codebookSize()).isEqualTo(512);
    }

    @Test
    void whatIsNoCodecIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> CodecJson.read("x/config.json", "{\"model_type\": \"bert\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("x/config.json: model_type is bert, not jukebox_vqvae");
        assertThatThrownBy(() -> CodecJson.read("x/config.json", "{\"res_strides_t\": [2, 3, 2]}"))
                .hasMessage("x/config.json: res_strides_t must all be equal, not [2, 3, 2]");
        assertThatThrownBy(() -> CodecJson.read("x/config.json", "{")).hasMessageStartingWith("x/config.json is not");
        assertThatThrownBy(() -> CodecJson.read("x/config.json", "{\"res_conv_depth\": 0}"))
                .hasMessage("x/config.json: depth must be at least 1, not 0");
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new VqVaeConfig(8000, List.of(2, 1), 2, 5, 3, 7, 11, List.of(3), 2, 4, false))
                .hasMessage("downs and multipliers must have one number for each level, not [2, 1] and [3]");
        assertThatThrownBy(() -> new VqVaeConfig(8000, List.of(2), 3, 5, 3, 7, 11, List.of(3), 2, 4, false))
                .hasMessage("stride must be even and at least 2, not 3");
        assertThatThrownBy(() -> new VqVaeConfig(8000, List.of(2), 2, 5, 30, 7, 11, List.of(1), 3, 0, false))
                .hasMessageContaining("set dilation_cycle");
    }
}
