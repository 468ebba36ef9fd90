// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.training;

import dev.triad.quant.noise.NoiseKind;
import dev.triad.quant.noise.NoisePlan;
import dev.triad.quant.noise.NoiseRule;
import dev.triad.quant.noise.NoiseSettings;
import dev.triad.quant.weight.NamePattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The mixin of commands that train: quantisation noise.
public final class NoiseOptions {
    @Option(
            names = "--noise",
            paramLabel = "KIND",
            description = "Train with quantisation noise, so that the model bears being compressed: int8 or int4"
                    + " (weights are rounded), pq (blocks are dropped, the proxy for product codes), pq-exact (blocks"
                    + " become the nearest of a codebook) or mean (blocks become their mean).")
    @Nullable
    String kind;

    @Option(
            names = "--noise-rate",
            paramLabel = "RATE",
            description = "The share of each weight that noise strikes, by default 0.1; 1 is quantisation-aware"
                    + " training; 0:0.1:1000 climbs from 0 to 0.1 within a thousand steps.")
    @Nullable
    String rate;

    @Option(
            names = "--noise-block",
            paramLabel = "N",
            description = "Consecutive weights of an output that are struck together, for pq, pq-exact and mean; by"
                    + " default 8.")
    @Nullable
    String block;

    @Option(
            names = "--noise-grids",
            paramLabel = "GRIDS",
            description = "Which weights share a grid, for int8 and int4: tensor, histogram, channel, group-32,"
                    + " group-64 or group-128; by default tensor for int8 and channel for int4.")
    @Nullable
    String grids;

    @Option(
            names = "--noise-refresh",
            paramLabel = "STEPS",
            description = "Steps between looks at the weights for new grids, means and codebooks; by default 1000.")
    @Nullable
    String refresh;

    @Option(
            names = "--noise-per",
            paramLabel = "WHAT",
            description = "Strike other blocks in each forward pass (the default) or in each optimiser step: forward"
                    + " or step.")
    @Nullable
    String redraw;

    @Option(
            names = "--noise-rescale",
            paramLabel = "TRUE",
            description = "Whether pq multiplies what it leaves by 1 / (1 - rate): true, the default, or false.")
    @Nullable
    String rescale;

    @Option(
            names = "--noise-on",
            paramLabel = "PATTERN",
            description = "Put it on matrices and tables whose names fit: * stands for anything, # for a number, |"
                    + " between alternatives. By default all of the model that is wanted.")
    @Nullable
    String pattern;

    @Option(
            names = "--noise-rule",
            paramLabel = "PATTERN=KIND,…",
            description = "Noise for some parameters before all others, such as '*embeddings.weight=none' or"
                    + " '*.query.weight=pq,rate=0.05,block=4'; may be repeated, and the first that fits counts.")
    List<String> rules = new ArrayList<>();

    /// Whether any noise is asked for.
    public boolean isGiven() {
        return kind != null || !rules.isEmpty();
    }

    /// What was asked for; no rules where there is to be no noise.
    ///
    /// @param usual the parameters that noise is for when nobody says
    public NoisePlan plan(String usual) {
        var all = new ArrayList<NoiseRule>();
        for (String rule : rules) all.add(NoiseRule.parse(rule));
        var details = details();
        if (kind == null) {
            if (!details.isEmpty()) {
                throw new IllegalArgumentException(
                        "--noise-" + details.keySet().iterator().next() + " needs --noise to say which");
            }
            return new NoisePlan(all);
        }
        var settings = NoiseSettings.of(NoiseKind.parse(kind));
        for (var detail : details.entrySet()) {
            if (!detail.getKey().equals("on")) settings = settings.with(detail.getKey(), detail.getValue());
        }
        all.add(new NoiseRule(new NamePattern(pattern == null ? usual : pattern), settings));
        return new NoisePlan(all);
    }

    private Map<String, String> details() {
        var details = new LinkedHashMap<String, String>();
        if (rate != null) details.put("rate", rate);
        if (block != null) details.put("block", block);
        if (grids != null) details.put("grids", grids);
        if (refresh != null) details.put("refresh", refresh);
        if (redraw != null) details.put("redraw", redraw);
        if (rescale != null) details.put("rescale", rescale);
        if (pattern != null) details.put("on", pattern);
        return details;
    }
}
