// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.noise;

import dev.triad.quant.weight.NamePattern;
import dev.triad.quant.weight.WeightRows;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Which noise goes where: for every matrix, table and convolution of a model the first rule that fits its name
/// decides. Biases and gains of layer norms have none.
///
/// @param rules in order
public record NoisePlan(List<NoiseRule> rules) {
    public NoisePlan {
        rules = List.copyOf(rules);
    }

    /// Reads rules as [NoiseRule#parse] does.
    public static NoisePlan parse(List<String> rules) {
        return new NoisePlan(rules.stream().map(NoiseRule::parse).toList());
    }

    /// Puts the noise on a model's parameters, over what transforms them already.
    ///
    /// @return what each parameter got, without those that were left alone
    /// @throws IllegalArgumentException when a rule fits no parameter, or blocks do not fill one's rows; nothing
    ///     was changed then
    public SequencedMap<String, NoiseSettings> install(Module model) {
        var weights = new LinkedHashMap<String, Parameter>();
        model.uniqueParameters().forEach((name, parameter) -> {
            if (parameter.shape().length >= 2) weights.put(name, parameter);
        });
        for (var rule : rules) rule.pattern().require(weights.keySet());
        var chosen = new LinkedHashMap<String, NoiseSettings>();
        weights.forEach((name, parameter) -> {
            var settings = of(name);
            if (settings.kind() == NoiseKind.NONE) return;
            requireFits(name, parameter, settings);
            chosen.put(name, settings);
        });
        var parameters = model.uniqueParameters();
        parameters.forEach((name, parameter) -> {
            var settings = chosen.get(name);
            if (settings != null) parameter.transform(new Noise(settings, parameter.transform()));
        });
        return chosen;
    }

    private NoiseSettings of(String name) {
        for (var rule : rules) if (rule.pattern().matches(name)) return rule.settings();
        return NoiseSettings.of(NoiseKind.NONE);
    }

    private static void requireFits(String name, Parameter parameter, NoiseSettings settings) {
        long columns = WeightRows.columns(parameter);
        long span = settings.kind().isScalar()
                ? settings.grids().span(WeightRows.rows(parameter), columns)
                : settings.block();
        if (span > columns && settings.kind().isScalar()) return;
        try {
            WeightRows.requireDivisible(name, columns, (int) span);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + "; give it a rule of its own, such as " + name + "=none", e);
        }
    }

    /// The rules as text, for files.
    public List<String> describe() {
        var text = new ArrayList<String>();
        for (var rule : rules) text.add(rule.toString());
        return List.copyOf(text);
    }

    /// One rule for all parameters whose names fit.
    public static NoisePlan of(NamePattern pattern, NoiseSettings settings) {
        return new NoisePlan(List.of(new NoiseRule(pattern, settings)));
    }
}
