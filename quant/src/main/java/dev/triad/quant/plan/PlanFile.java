// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.plan;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Storage;
import dev.triad.core.model.DType;
import dev.triad.quant.scalar.Granularity;
import dev.triad.quant.weight.NamePattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Plans as people write them:
///
/// ```yaml
/// rules:
///   - match: "*.position_embeddings.weight"
///     scheme: int8            # f32, f16, bf16, int8, int4 or product
///     grids: channel          # int8: tensor, histogram, channel; int4: channel, group-32, group-64, group-128
///     outputs: float          # or int8: the layer's outputs are rounded too, on a grid found on some rows
///   - match: "*.word_embeddings.weight"
///     scheme: product
///     block: 16
///   - match: "*.weight"
///     scheme: product
///     block: 8                # weights that are coded together
///     centroids: 256          # or 16
///     type: f16               # of the centroids; or int8
///     share: private          # or kind, qkv
///     row-scale: false
///   - match: "*"
///     scheme: f16
/// ```
public final class PlanFile {
    private static final YAMLMapper YAML = new YAMLMapper();

    private PlanFile() {}

    /// Reads a plan.
    ///
    /// @throws IOException that names the file and the rule, when it is no plan
    public static Plan read(Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (java.nio.file.NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /// Reads the text of a plan.
    ///
    /// @throws IllegalArgumentException that names the rule, when it is no plan
    public static Plan parse(String text) {
        JsonNode root;
        try {
            root = YAML.readTree(text);
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new IllegalArgumentException(
                    (at == null ? "" : "line " + at.getLineNr() + ": ") + "is not YAML: "
                            + String.valueOf(e.getOriginalMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""),
                    e);
        }
        if (root == null || !root.path("rules").isArray() || root.size() != 1) {
            throw new IllegalArgumentException("a plan is a list under the key 'rules', and nothing else");
        }
        var rules = new ArrayList<Rule>();
        for (var node : root.path("rules")) {
            try {
                rules.add(rule(node));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("rule " + (rules.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return new Plan(rules);
    }

    private static Rule rule(JsonNode node) {
        if (!node.isObject()) throw new IllegalArgumentException("must have the keys 'match' and 'scheme'");
        String scheme = text(node, "scheme", null).toLowerCase(Locale.ROOT);
        var form = switch (scheme) {
            case "f32", "f16", "bf16" -> {
                requireKeys(node, Set.of());
                yield new Form.Dense(DType.valueOf(scheme.toUpperCase(Locale.ROOT)));
            }
            case "int8" -> {
                requireKeys(node, Set.of("grids", "outputs"));
                yield new Form.Int8(
                        Granularity.parse(text(node, "grids", "channel")), outputs(text(node, "outputs", "float")));
            }
            case "int4" -> {
                requireKeys(node, Set.of("grids"));
                yield new Form.Int4(Granularity.parse(text(node, "grids", "group-64")));
            }
            case "product" -> {
                requireKeys(node, Set.of("block", "centroids", "type", "share", "row-scale"));
                yield new Form.Product(
                        number(node, "block", 8),
                        number(node, "centroids", 256),
                        centroidType(text(node, "type", "f16")),
                        Sharing.parse(text(node, "share", "private")),
                        truth(node, "row-scale"));
            }
            default ->
                throw new IllegalArgumentException(
                        "scheme must be f32, f16, bf16, int8, int4 or product, not '" + scheme + "'");
        };
        return new Rule(pattern(node.path("match")), form);
    }

    private static NamePattern pattern(JsonNode match) {
        if (match.isString()) return new NamePattern(match.asString());
        if (!match.isArray() || match.isEmpty()) {
            throw new IllegalArgumentException("'match' must be a pattern of names, or a list of them");
        }
        var patterns = new ArrayList<String>();
        for (var each : match) {
            if (!each.isString()) throw new IllegalArgumentException("'match' must hold patterns of names");
            patterns.add(each.asString());
        }
        return new NamePattern(String.join("|", patterns));
    }

    private static void requireKeys(JsonNode node, Set<String> more) {
        Collection<String> keys = node.propertyNames();
        for (String key : keys) {
            if (!key.equals("match") && !key.equals("scheme") && !more.contains(key)) {
                throw new IllegalArgumentException("'" + key + "' is no key of a rule with scheme "
                        + text(node, "scheme", "") + (more.isEmpty() ? "" : "; there are " + sorted(more)));
            }
        }
    }

    private static String sorted(Set<String> keys) {
        return String.join(", ", keys.stream().sorted().toList());
    }

    private static String text(JsonNode node, String key, @Nullable String absent) {
        var value = node.path(key);
        if (value.isMissingNode() && absent != null) return absent;
        if (!value.isString()) throw new IllegalArgumentException("'" + key + "' must be text");
        return value.asString();
    }

    private static int number(JsonNode node, String key, int absent) {
        var value = node.path(key);
        if (value.isMissingNode()) return absent;
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new IllegalArgumentException("'" + key + "' must be a whole number");
        }
        return value.asInt();
    }

    private static boolean truth(JsonNode node, String key) {
        var value = node.path(key);
        if (value.isMissingNode()) return false;
        if (!value.isBoolean()) throw new IllegalArgumentException("'" + key + "' must be true or false");
        return value.asBoolean();
    }

    private static boolean outputs(String type) {
        return switch (type) {
            case "float" -> false;
            case "int8" -> true;
            default -> throw new IllegalArgumentException("outputs must be float or int8, not '" + type + "'");
        };
    }

    private static DType centroidType(String name) {
        return switch (name) {
            case "f16" -> DType.F16;
            case "int8" -> DType.I8;
            default -> throw new IllegalArgumentException("type must be f16 or int8, not '" + name + "'");
        };
    }

    /// Writes a plan, whole or not at all.
    ///
    /// @param notes lines that say where it comes from
    public static void write(Path file, Plan plan, List<String> notes) throws IOException {
        AtomicFile.write(file, text(plan, notes).getBytes(StandardCharsets.UTF_8), Storage.DISK);
    }

    /// The text of a plan.
    ///
    /// @param notes lines that stand above it as comments
    public static String text(Plan plan, List<String> notes) {
        var text = new StringBuilder();
        for (String note : notes) text.append("# ").append(note).append('\n');
        text.append("rules:\n");
        for (var rule : plan.rules()) {
            var patterns = rule.match().text().split("\\|");
            if (patterns.length == 1) {
                text.append("  - match: ").append(quoted(patterns[0])).append('\n');
            } else {
                text.append("  - match:\n");
                for (String pattern : patterns) {
                    text.append("      - ").append(quoted(pattern)).append('\n');
                }
            }
            write(rule.form(), text);
        }
        return text.toString();
    }

    private static void write(Form form, StringBuilder text) {
        switch (form) {
            case Form.Dense(DType dtype) -> line(text, "scheme", dtype.name().toLowerCase(Locale.ROOT));
            case Form.Int8(Granularity grids, boolean outputs) -> {
                line(text, "scheme", "int8");
                line(text, "grids", grids);
                if (outputs) line(text, "outputs", "int8");
            }
            case Form.Int4(Granularity grids) -> {
                line(text, "scheme", "int4");
                line(text, "grids", grids);
            }
            case Form.Product product -> {
                line(text, "scheme", "product");
                line(text, "block", product.block());
                if (product.centroids() != 256) line(text, "centroids", product.centroids());
                if (product.type() == DType.I8) line(text, "type", "int8");
                if (product.sharing() != Sharing.PRIVATE) line(text, "share", product.sharing());
                if (product.rowScale()) line(text, "row-scale", true);
            }
        }
    }

    private static void line(StringBuilder text, String key, Object value) {
        text.append("    ").append(key).append(": ").append(value).append('\n');
    }

    private static String quoted(String pattern) {
        return '"' + pattern.strip().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
