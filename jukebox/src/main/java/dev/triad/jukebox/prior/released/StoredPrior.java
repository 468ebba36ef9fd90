// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.released;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A prior among the tensors of a file: under the released names, perhaps behind `module.`, or under those of
/// Hugging Face's Jukebox, which counts its priors from the top: `priors.0.`, `priors.1.`, …
public final class StoredPrior {
    private static final Pattern WRAPPING = Pattern.compile("^(?:module\\.)*(?:priors\\.(\\d{1,2})\\.)?"
            + "(?=(?:prior|encoder|prime_prior|prime_state_proj|prime_state_ln|prime_x_out|y_emb|metadata_embedding"
            + "|conditioner_blocks)\\.)");
    private static final Pattern LABELS = Pattern.compile(
            "(?:y_emb|metadata_embedding)\\.((?:bow_genre|artist|total_length|absolute_pos|relative_pos)"
                    + "_emb)\\.(?:emb\\.)?weight");
    private static final Pattern CONDITIONER = Pattern.compile("conditioner_blocks\\.(?:0\\.)?(.*)");
    private static final Pattern UNIT = Pattern.compile("cond\\.model\\.(\\d+)\\.0\\.(?:blocks|model)\\.(\\d+)\\.(.*)");
    private static final Pattern STACK =
            Pattern.compile("upsampler\\.upsample_block\\.(\\d+)\\.resnet_block\\.(\\d+)\\.conv1d_([12])\\.(\\w+)");
    private static final Pattern DOUBLING = Pattern.compile("upsampler\\.upsample_block\\.(\\d+)\\.(weight|bias)");
    private static final Pattern LAYER =
            Pattern.compile("((?:prior|prime_prior)\\.transformer\\._attn_mods\\.\\d+)\\.(.*)");

    private StoredPrior() {}

    /// Whether some of these names are a prior's.
    public static boolean recognises(Iterable<String> names) {
        for (String name : names) {
            var wrapping = WRAPPING.matcher(name);
            if (wrapping.find() && released(name.substring(wrapping.end())).equals("prior.x_emb.weight")) return true;
        }
        return false;
    }

    /// The levels of a Hugging Face Jukebox, or 0 where there is one prior alone.
    public static int levels(Iterable<String> names) {
        var found = new TreeSet<Integer>();
        for (String name : names) {
            var wrapping = WRAPPING.matcher(name);
            if (wrapping.find() && wrapping.group(1) != null) found.add(Integer.valueOf(wrapping.group(1)));
        }
        return found.isEmpty() ? 0 : found.getLast() + 1;
    }

    /// The stored names of one prior by released name. What else there is, such as the codec, is left out.
    ///
    /// @param place the prior's number from the top in a Hugging Face Jukebox; null for one that is alone
    /// @throws IllegalArgumentException when two tensors claim one name
    public static SequencedMap<String, String> names(Collection<String> stored, @Nullable Integer place) {
        var names = new LinkedHashMap<String, String>();
        for (String name : stored) {
            var wrapping = WRAPPING.matcher(name);
            if (!wrapping.find()) continue;
            if (place == null ? wrapping.group(1) != null : !place.toString().equals(wrapping.group(1))) continue;
            String target = released(name.substring(wrapping.end()));
            String other = names.put(target, name);
            if (other != null) throw new IllegalArgumentException(other + " and " + name + " are both " + target);
        }
        return names;
    }

    private static String released(String name) {
        var labels = LABELS.matcher(name);
        if (labels.matches()) return "y_emb." + labels.group(1) + ".emb.weight";
        var conditioner = CONDITIONER.matcher(name);
        if (conditioner.matches()) return "conditioner_blocks.0." + conditioner(conditioner.group(1));
        if (name.startsWith("encoder.")) return encoder(name.substring("encoder.".length()));
        return model(name);
    }

    private static String conditioner(String name) {
        var unit = UNIT.matcher(name);
        if (unit.matches()) return "cond.model." + unit.group(1) + ".0.blocks." + unit.group(2) + "." + unit.group(3);
        // One list holds stacks and the convolutions that double time in turn.
        var stack = STACK.matcher(name);
        if (stack.matches()) {
            int doubling = Integer.parseInt(stack.group(1)) / 2 + 1;
            return "cond.model." + doubling + ".0.blocks." + stack.group(2) + ".model."
                    + (stack.group(3).equals("1") ? 1 : 3) + "." + stack.group(4);
        }
        var up = DOUBLING.matcher(name);
        if (up.matches()) return "cond.model." + (Integer.parseInt(up.group(1)) / 2 + 1) + ".1." + up.group(2);
        return name.replaceFirst("^embed_tokens\\.", "x_emb.")
                .replaceFirst("^upsampler\\.proj_in\\.", "cond.model.0.")
                .replaceFirst("^layer_norm\\.", "ln.");
    }

    /// Hugging Face has what belongs to the lyrics in one place.
    private static String encoder(String name) {
        return switch (name) {
            case "proj_in.weight" -> "prime_state_proj.w";
            case "proj_in.bias" -> "prime_state_proj.b";
            case "final_layer_norm.weight" -> "prime_state_ln.weight";
            case "final_layer_norm.bias" -> "prime_state_ln.bias";
            case "lm_head.weight" -> "prime_x_out.weight";
            default -> model("prime_prior." + name);
        };
    }

    private static String model(String name) {
        var layer = LAYER.matcher(name);
        if (!layer.matches()) {
            return name.replaceFirst("^(prior|prime_prior)\\.embed_tokens\\.", "$1.x_emb.")
                    .replaceFirst("^(prior|prime_prior)\\.fc_proj_out\\.", "$1.x_out.");
        }
        String rest = layer.group(2)
                .replaceFirst("^layer_norm_([01])\\.", "ln_$1.")
                .replaceFirst("^((?:attn|mlp)\\.\\w+)\\.weight$", "$1.w")
                .replaceFirst("^((?:attn|mlp)\\.\\w+)\\.bias$", "$1.b");
        return layer.group(1) + "." + rest;
    }
}
