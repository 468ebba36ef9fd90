// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `config.json` of a codec, with the keys that Hugging Face's `jukebox_vqvae` configuration uses.
public final class CodecJson {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String TYPE = "jukebox_vqvae";

    private CodecJson() {}

    /// The text of a configuration.
    public static String write(VqVaeConfig config) {
        var json = new LinkedHashMap<String, Object>();
        json.put("model_type", TYPE);
        json.put("sampling_rate", config.sampleRate());
        json.put("levels", config.levels());
        json.put("res_downs_t", config.downs());
        json.put(
                "res_strides_t",
                config.downs().stream().map(_ -> config.stride()).toList());
        json.put("res_conv_width", config.width());
        json.put("res_conv_depth", config.depth());
        json.put("res_convolution_multiplier", 1);
        json.put("res_dilation_growth_rate", config.dilationGrowth());
        json.put("res_dilation_cycle", config.dilationCycle() == 0 ? null : config.dilationCycle());
        json.put("multipliers", config.multipliers());
        json.put("embed_dim", config.embeddingWidth());
        json.put("nb_discrete_codes", config.codebookSize());
        json.put("conv_input_shape", 1);
        json.put("conv_res_scale", false);
        json.put("reversed_decoder", config.reversedDecoder());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    /// Reads a configuration; what it does not say is the released codec's.
    ///
    /// @param place how messages name the file
    /// @throws IllegalArgumentException that names the place, for what is not a codec or not one of these
    public static VqVaeConfig read(String place, String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(place + " is not JSON: " + e.getOriginalMessage(), e);
        }
        // A whole Jukebox model has its codec's configuration in a part of its own.
        var codec = json.path("vqvae_config").isObject() ? json.path("vqvae_config") : json;
        String type = codec.path("model_type").asString(TYPE);
        if (!type.equals(TYPE) && !type.equals("jukebox")) {
            throw new IllegalArgumentException(place + ": model_type is " + type + ", not " + TYPE);
        }
        try {
            var released = VqVaeConfig.jukebox();
            int width = codec.path("res_conv_width").asInt(released.width());
            requireUsual(codec, place);
            return new VqVaeConfig(
                    json.path("sampling_rate").asInt(codec.path("sampling_rate").asInt(released.sampleRate())),
                    integers(codec.path("res_downs_t"), released.downs()),
                    stride(codec, place),
                    width,
                    codec.path("res_conv_depth").asInt(released.depth()),
                    codec.path("embed_dim").asInt(released.embeddingWidth()),
                    codec.path("nb_discrete_codes").asInt(released.codebookSize()),
                    integers(codec.path("multipliers"), released.multipliers()),
                    codec.path("res_dilation_growth_rate").asInt(released.dilationGrowth()),
                    codec.path("res_dilation_cycle").asInt(0),
                    codec.path("reversed_decoder").asBoolean(true));
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new IllegalArgumentException(message.startsWith(place) ? message : place + ": " + message, e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(place + ": " + e.getOriginalMessage(), e);
        }
    }

    private static void requireUsual(JsonNode codec, String place) {
        if (codec.path("res_convolution_multiplier").asInt(1) != 1
                || codec.path("conv_input_shape").asInt(1) != 1
                || codec.path("conv_res_scale").asBoolean(false)) {
            throw new IllegalArgumentException(
                    place
                            + ": only codecs with one channel in, res_convolution_multiplier 1 and no conv_res_scale are known");
        }
    }

    private static int stride(JsonNode codec, String place) {
        var strides = integers(codec.path("res_strides_t"), List.of(2));
        if (strides.stream().distinct().count() != 1) {
            throw new IllegalArgumentException(place + ": res_strides_t must all be equal, not " + strides);
        }
        return strides.getFirst();
    }

    private static List<Integer> integers(JsonNode node, List<Integer> fallback) {
        if (!node.isArray()) return fallback;
        var numbers = new ArrayList<Integer>();
        for (var element : node) numbers.add(element.asInt());
        return numbers;
    }
}
