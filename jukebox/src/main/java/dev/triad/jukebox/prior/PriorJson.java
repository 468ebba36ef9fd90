// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.jukebox.labels.LabelRules;
import dev.triad.jukebox.labels.TimingRange;
import dev.triad.jukebox.prior.transformer.TransformerConfig;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `config.json` of a prior.
public final class PriorJson {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String TYPE = "jukebox_prior";

    private PriorJson() {}

    /// The text of a configuration.
    public static String write(PriorConfig config) {
        var json = new LinkedHashMap<String, Object>();
        json.put("model_type", TYPE);
        json.put("level", config.level());
        json.put("codebook_size", config.codebookSize());
        json.put("hop", config.hop());
        json.put("sample_rate", config.sampleRate());
        json.put("merged_decoder", config.mergedDecoder());
        json.put("transformer", transformer(config.transformer()));
        var labels = config.labels();
        if (labels != null) json.put("labels", labels(labels));
        var conditioner = config.conditioner();
        if (conditioner != null) json.put("conditioner", conditioner(conditioner));
        if (config.lyrics() != null) json.put("lyrics", lyrics(config.lyrics()));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    private static Map<String, Object> transformer(TransformerConfig config) {
        var json = new LinkedHashMap<String, Object>();
        json.put("positions", config.positions());
        json.put("width", config.width());
        json.put("depth", config.depth());
        json.put("heads", config.heads());
        json.put("blocks", config.blocks());
        json.put("order", config.order());
        json.put("attention_ratio", config.attentionRatio());
        json.put("mlp_ratio", config.mlpRatio());
        json.put("init_scale", config.initScale());
        json.put("residual_scale", config.residualScale());
        json.put("prime_tokens", config.primeTokens());
        json.put("spread", config.spread());
        return json;
    }

    private static Map<String, Object> labels(LabelConfig config) {
        var json = new LinkedHashMap<String, Object>();
        json.put("rules", config.rules().name().toLowerCase(Locale.ROOT));
        json.put("artists", config.artists());
        json.put("genres", config.genres());
        var timing = config.timing();
        if (timing != null) {
            json.put("min_seconds", timing.minSeconds());
            json.put("max_seconds", timing.maxSeconds());
            json.put("time_bins", timing.bins());
        }
        return json;
    }

    private static Map<String, Object> conditioner(ConditionerConfig config) {
        var json = new LinkedHashMap<String, Object>();
        json.put("doublings", config.doublings());
        json.put("width", config.width());
        json.put("depth", config.depth());
        json.put("dilation_growth", config.dilationGrowth());
        json.put("dilation_cycle", config.dilationCycle());
        json.put("residual_scale", config.residualScale());
        return json;
    }

    private static Map<String, Object> lyrics(LyricsConfig config) {
        var json = new LinkedHashMap<String, Object>();
        json.put("characters", config.characters());
        json.put("loss_share", config.lossShare());
        switch (config) {
            case LyricsConfig.SingleStack single -> json.put("tokens", single.tokens());
            case LyricsConfig.Separate separate -> json.put("encoder", transformer(separate.encoder()));
        }
        return json;
    }

    /// Whether a text is a prior's configuration, perhaps a wrong one, and not another model's.
    public static boolean isPrior(String text) {
        try {
            return JSON.readTree(text).path("model_type").asString("").equals(TYPE);
        } catch (JacksonException _) {
            return false;
        }
    }

    /// Reads a configuration.
    ///
    /// @param place how messages name the file
    /// @throws IllegalArgumentException that names the place and what is missing or wrong
    public static PriorConfig read(String place, String text) {
        try {
            var json = JSON.readTree(text);
            if (!json.path("model_type").asString("").equals(TYPE)) {
                throw new IllegalArgumentException(
                        "model_type is '" + json.path("model_type").asString("") + "', not " + TYPE);
            }
            return new PriorConfig(
                    integer(json, "level"),
                    integer(json, "codebook_size"),
                    integer(json, "hop"),
                    integer(json, "sample_rate"),
                    transformer(json.path("transformer")),
                    truth(json, "merged_decoder"),
                    json.has("labels") ? labels(json.path("labels"), integer(json, "sample_rate")) : null,
                    json.has("conditioner") ? conditioner(json.path("conditioner")) : null,
                    json.has("lyrics") ? lyrics(json.path("lyrics")) : null);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(place + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }

    private static TransformerConfig transformer(JsonNode json) {
        return new TransformerConfig(
                integer(json, "positions"),
                integer(json, "width"),
                integer(json, "depth"),
                integer(json, "heads"),
                integer(json, "blocks"),
                integer(json, "order"),
                number(json, "attention_ratio"),
                number(json, "mlp_ratio"),
                number(json, "init_scale"),
                truth(json, "residual_scale"),
                integer(json, "prime_tokens"),
                integer(json, "spread"));
    }

    private static LabelConfig labels(JsonNode json, int sampleRate) {
        @Nullable
        TimingRange timing = json.has("time_bins")
                ? new TimingRange(
                        sampleRate,
                        number(json, "min_seconds"),
                        number(json, "max_seconds"),
                        integer(json, "time_bins"))
                : null;
        var rules = switch (json.path("rules").asString("")) {
            case "v2" -> LabelRules.V2;
            case "v3" -> LabelRules.V3;
            default -> throw new IllegalArgumentException("rules of labels must be v2 or v3");
        };
        return new LabelConfig(rules, integer(json, "artists"), integer(json, "genres"), timing);
    }

    private static ConditionerConfig conditioner(JsonNode json) {
        return new ConditionerConfig(
                integer(json, "doublings"),
                integer(json, "width"),
                integer(json, "depth"),
                integer(json, "dilation_growth"),
                integer(json, "dilation_cycle"),
                truth(json, "residual_scale"));
    }

    private static LyricsConfig lyrics(JsonNode json) {
        int characters = integer(json, "characters");
        double share = number(json, "loss_share");
        return json.has("encoder")
                ? new LyricsConfig.Separate(characters, share, transformer(json.path("encoder")))
                : new LyricsConfig.SingleStack(integer(json, "tokens"), characters, share);
    }

    private static JsonNode field(JsonNode json, String name) {
        var value = json.path(name);
        if (value.isMissingNode()) throw new IllegalArgumentException(name + " is missing");
        return value;
    }

    private static int integer(JsonNode json, String name) {
        var value = field(json, name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new IllegalArgumentException(name + " must be a whole number, not " + value);
        }
        return value.asInt();
    }

    private static double number(JsonNode json, String name) {
        var value = field(json, name);
        if (!value.isNumber()) throw new IllegalArgumentException(name + " must be a number, not " + value);
        return value.asDouble();
    }

    private static boolean truth(JsonNode json, String name) {
        var value = field(json, name);
        if (!value.isBoolean()) throw new IllegalArgumentException(name + " must be true or false, not " + value);
        return value.asBoolean();
    }
}
