// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Settings as users write them: a flat YAML (or JSON) file, and `key=value` on the command line.
public final class SettingsFile {
    private static final YAMLMapper YAML = new YAMLMapper();

    private SettingsFile() {}

    /// The settings in a file.
    public static SequencedMap<String, Object> read(Path file) throws IOException {
        try {
            var settings = new LinkedHashMap<String, Object>();
            var tree = YAML.readTree(Files.readString(file));
            if (tree == null || tree.isMissingNode() || tree.isNull()) return settings;
            if (!tree.isObject())
                throw new IllegalArgumentException(file + " must have lines of the form 'key: value'");
            for (Map.Entry<String, JsonNode> entry : tree.properties()) {
                if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
                    throw new IllegalArgumentException(file + ": '" + entry.getKey() + "' must have one plain value");
                }
                settings.put(entry.getKey(), entry.getValue().asString());
            }
            return settings;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    file + ", line " + e.getLocation().getLineNr() + ": is not YAML: " + e.getOriginalMessage(), e);
        }
    }

    /// The settings of `--set` options.
    public static SequencedMap<String, Object> parse(List<String> assignments) {
        var settings = new LinkedHashMap<String, Object>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("--set takes key=value, not '" + assignment + "'");
            }
            settings.put(
                    assignment.substring(0, equals).strip(),
                    assignment.substring(equals + 1).strip());
        }
        return settings;
    }
}
