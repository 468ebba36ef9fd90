// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.jukebox.prior.transformer.AttentionPattern;
import dev.triad.jukebox.prior.transformer.TransformerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The tensors of a prior by name and shape, under every name that the released checkpoints give them, without the
/// prior: the largest has five billion weights.
public final class PriorShapes {
    /// The table that ids come in by.
    public static final String FIRST_NAME = "prior.x_emb.weight";

    /// The table that ids are read off by: the same, unless the decoder is merged.
    public static final String SECOND_NAME = "prior.x_out.weight";

    private final SequencedMap<String, long[]> shapes = new LinkedHashMap<>();

    private PriorShapes() {}

    /// What a prior of these sizes consists of; one that reads codes off by the table they come in by has that
    /// table under two names.
    public static SequencedMap<String, long[]> of(PriorConfig config) {
        var all = new PriorShapes();
        long width = config.transformer().width();
        var labels = config.labels();
        if (labels != null) all.labels(labels, width);
        var conditioner = config.conditioner();
        if (conditioner != null) all.conditioner(conditioner, config.codebookSize(), width);
        if (labels == null) all.put("prior.start_token", 1, width);
        all.model("prior.", config.transformer(), config.vocabulary());
        all.put(SECOND_NAME, config.vocabulary(), width);
        if (config.lyrics() instanceof LyricsConfig.Separate separate) {
            long inner = separate.encoder().width();
            all.put("prime_prior.start_token", 1, inner);
            all.model("prime_prior.", separate.encoder(), separate.characters());
            all.projection("prime_state_proj", inner, width);
            all.norm("prime_state_ln", width);
            all.put("prime_x_out.weight", separate.characters(), width);
        }
        return all.shapes;
    }

    /// What keeps tensors of these shapes from being such a prior, in sentences; nothing if they are one. The table
    /// that has two names may be there under its first alone.
    public static List<String> problems(PriorConfig config, Map<String, long[]> shapes) {
        var expected = of(config);
        var problems = new ArrayList<String>();
        expected.forEach((name, shape) -> {
            long @Nullable [] found = shapes.get(name);
            if (found == null) {
                boolean twin = name.equals(SECOND_NAME) && !config.mergedDecoder();
                if (!twin) problems.add("missing " + name);
            } else if (!Arrays.equals(found, shape)) {
                problems.add(name + " has shape " + Arrays.toString(found) + ", expected " + Arrays.toString(shape));
            }
        });
        shapes.keySet().stream()
                .filter(name -> !expected.containsKey(name))
                .forEach(name -> problems.add("unexpected " + name));
        return problems;
    }

    private void labels(LabelConfig labels, long width) {
        put("y_emb.bow_genre_emb.emb.weight", labels.genres(), width);
        put("y_emb.artist_emb.emb.weight", labels.artists(), width);
        var timing = labels.timing();
        if (timing == null) return;
        put("y_emb.total_length_emb.emb.weight", timing.bins(), width);
        put("y_emb.absolute_pos_emb.emb.weight", timing.bins(), width);
        put("y_emb.relative_pos_emb.emb.weight", timing.bins(), width);
    }

    private void conditioner(ConditionerConfig config, long codes, long out) {
        String start = "conditioner_blocks.0.";
        long width = config.width();
        put(start + "x_emb.weight", codes, out);
        convolution(start + "cond.model.0", width, width, out, 3);
        for (int doubling = 1; doubling <= config.doublings(); doubling++) {
            String part = start + "cond.model." + doubling + ".";
            for (int unit = 0; unit < config.depth(); unit++) {
                String its = part + "0.blocks." + unit + ".model.";
                convolution(its + "1", width, width, width, 3);
                convolution(its + "3", width, width, width, 1);
            }
            long to = doubling == config.doublings() ? out : width;
            convolution(part + "1", to, width, to, 4); // transposed: the inputs come first
        }
        norm(start + "ln", out);
    }

    private void model(String prefix, TransformerConfig config, long vocabulary) {
        long width = config.width();
        long state = config.stateWidth();
        put(prefix + "x_emb.weight", vocabulary, width);
        put(prefix + "pos_emb.pos_emb", config.positions(), width);
        for (int layer = 0; layer < config.depth(); layer++) {
            String part = prefix + "transformer._attn_mods." + layer + ".";
            boolean looksAtLyrics = config.pattern(layer) == AttentionPattern.LYRICS;
            projection(part + "attn.c_attn", width, looksAtLyrics ? state : 3 * state);
            if (looksAtLyrics) projection(part + "attn.c_enc_kv", width, 2 * state);
            projection(part + "attn.c_proj", state, width);
            norm(part + "ln_0", width);
            projection(part + "mlp.c_fc", width, config.mlpWidth());
            projection(part + "mlp.c_proj", config.mlpWidth(), width);
            norm(part + "ln_1", width);
        }
    }

    private void projection(String name, long in, long out) {
        put(name + ".w", in, out);
        put(name + ".b", out);
    }

    private void norm(String name, long width) {
        put(name + ".weight", width);
        put(name + ".bias", width);
    }

    private void convolution(String name, long biases, long first, long second, long kernel) {
        put(name + ".weight", first, second, kernel);
        put(name + ".bias", biases);
    }

    private void put(String name, long... shape) {
        shapes.put(name, shape);
    }
}
