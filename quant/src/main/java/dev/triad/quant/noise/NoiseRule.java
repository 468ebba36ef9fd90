// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.noise;

import dev.triad.quant.weight.NamePattern;

/// Noise for parameters with certain names.
///
/// @param pattern which ones
/// @param settings what happens to them
public record NoiseRule(NamePattern pattern, NoiseSettings settings) {
    /// Reads `PATTERN=KIND,rate=0.1,…`; what is not said is as in [NoiseSettings#of].
    public static NoiseRule parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException(
                    "a noise rule is PATTERN=KIND,setting=value,… such as *.dense.weight=pq,rate=0.1, not '" + text
                            + "'");
        }
        var parts = text.substring(equals + 1).split(",", -1);
        var settings = NoiseSettings.of(NoiseKind.parse(parts[0].strip()));
        for (int i = 1; i < parts.length; i++) {
            int is = parts[i].indexOf('=');
            if (is < 1) throw new IllegalArgumentException("'" + parts[i] + "' in a noise rule is not setting=value");
            settings = settings.with(
                    parts[i].substring(0, is).strip(),
                    parts[i].substring(is + 1).strip());
        }
        return new NoiseRule(new NamePattern(text.substring(0, equals).strip()), settings);
    }

    @Override
    public String toString() {
        return pattern + "=" + settings;
    }
}
