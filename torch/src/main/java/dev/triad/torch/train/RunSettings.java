// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/// What a run was told to do besides its data and the machine: named values, each with a default and a type, as
/// they stand in configuration files, behind `--set`, and in `run.json`.
///
/// ```java
/// private static final RunSettings.Catalogue NAMES = new RunSettings.Catalogue();
/// public static final Setting<Integer> STEPS = NAMES.whole("steps", 1000);
///
/// var settings = NAMES.defaults().with(Map.of("steps", "200"));
/// settings.get(STEPS);
/// ```
public final class RunSettings {
    private final Catalogue catalogue;
    private final Map<String, Object> values;

    private RunSettings(Catalogue catalogue, Map<String, Object> values) {
        this.catalogue = catalogue;
        this.values = values;
    }

    /// A setting.
    ///
    /// @param name as files have it
    /// @param fallback its default
    /// @param read makes a value of what a file or an option says, or throws an [IllegalArgumentException]
    public record Setting<T>(String name, T fallback, Function<String, T> read) {}

    /// The settings there are.
    public static final class Catalogue {
        private final SequencedMap<String, Setting<?>> keys = new LinkedHashMap<>();

        /// Declares a setting of any type whose `toString` its reader understands.
        public <T> Setting<T> key(String name, T fallback, Function<String, T> read) {
            var key = new Setting<>(name, fallback, read);
            if (keys.putIfAbsent(name, key) != null) throw new IllegalArgumentException(name + " is declared twice");
            return key;
        }

        /// A whole number from 1 on.
        public Setting<Integer> whole(String name, int fallback) {
            return key(name, fallback, text -> (int) bounded(name, integer(name, text), 1, Integer.MAX_VALUE));
        }

        /// A whole number from 0 on.
        public Setting<Integer> natural(String name, int fallback) {
            return key(name, fallback, text -> (int) bounded(name, integer(name, text), 0, Integer.MAX_VALUE));
        }

        /// A number from 0 on.
        public Setting<Double> natural(String name, double fallback) {
            return key(name, fallback, text -> bounded(name, number(name, text), 0, Double.MAX_VALUE));
        }

        /// A positive number.
        public Setting<Double> real(String name, double fallback) {
            return key(name, fallback, text -> bounded(name, number(name, text), Double.MIN_VALUE, Double.MAX_VALUE));
        }

        /// A number from 0 to below 1.
        public Setting<Double> share(String name, double fallback) {
            return key(name, fallback, text -> bounded(name, number(name, text), 0, Math.nextDown(1.0)));
        }

        public Setting<Boolean> truth(String name, boolean fallback) {
            return key(name, fallback, text -> switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(name + " must be true or false, not '" + text + "'");
            });
        }

        /// Whole numbers from 1 on, `3,2,2`.
        public Setting<List<Integer>> wholes(String name, List<Integer> fallback) {
            return key(
                    name,
                    fallback,
                    text -> Arrays.stream(text.replaceAll("[\\[\\]\\s]", "").split(",", -1))
                            .map(part -> (int) bounded(name, integer(name, part), 1, Integer.MAX_VALUE))
                            .toList());
        }

        /// Every setting at its default.
        public RunSettings defaults() {
            var all = new LinkedHashMap<String, Object>();
            keys.forEach((name, key) -> all.put(name, key.fallback()));
            return new RunSettings(this, Collections.unmodifiableMap(all));
        }

        /// The keys that come near to a misspelt one.
        private String suggestion(String name) {
            var near = new ArrayList<String>();
            for (String key : keys.keySet()) {
                if (key.contains(name) || name.contains(key) || common(key, name) >= Math.max(4, name.length() / 2)) {
                    near.add(key);
                }
            }
            return near.isEmpty()
                    ? "; there are " + String.join(", ", keys.keySet())
                    : "; did you mean " + String.join(" or ", near) + "?";
        }
    }

    private static double integer(String name, String text) {
        double number = number(name, text);
        if (number == Math.rint(number)) return number;
        throw new IllegalArgumentException(name + " must be a whole number, not '" + text + "'");
    }

    private static double number(String name, String text) {
        try {
            return Double.parseDouble(text.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number, not '" + text + "'", e);
        }
    }

    private static double bounded(String name, double value, double low, double high) {
        if (value >= low && value <= high) return value;
        throw new IllegalArgumentException(
                name + " must be " + (low == 0 ? "0 or more" : low == 1 ? "1 or more" : "positive")
                        + (high < 1 ? " and below 1" : "") + ", not " + value);
    }

    private static int common(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) i++;
        return i;
    }

    /// These settings with some values replaced.
    ///
    /// @param replacements values by name, as a configuration file has them
    /// @throws IllegalArgumentException for a name that does not exist or a value it does not take
    public RunSettings with(Map<String, ?> replacements) {
        var all = new LinkedHashMap<>(values);
        replacements.forEach((name, value) -> {
            var key = catalogue.keys.get(name);
            if (key == null) {
                throw new IllegalArgumentException("unknown setting '" + name + "'" + catalogue.suggestion(name));
            }
            if (value == null) throw new IllegalArgumentException(name + " has no value");
            all.put(name, key.read().apply(value.toString()));
        });
        return new RunSettings(catalogue, Collections.unmodifiableMap(all));
    }

    /// The value of a setting.
    @SuppressWarnings("unchecked") // with() put there what the key's reader made
    public <T> T get(Setting<T> key) {
        return (T) values.getOrDefault(key.name(), key.fallback());
    }

    /// All settings by name: numbers, truths, and text for everything else.
    public SequencedMap<String, Object> describe() {
        var described = new LinkedHashMap<String, Object>();
        values.forEach((name, value) ->
                described.put(name, value instanceof Number || value instanceof Boolean ? value : value.toString()));
        return described;
    }
}
