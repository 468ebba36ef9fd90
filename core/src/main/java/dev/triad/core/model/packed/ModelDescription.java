// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.file.Json;
import dev.triad.core.file.JsonFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a packed model says beside its weights.
///
/// @param family whose kind of model it is, such as `electra`
/// @param labels what the numbers of its answers stand for, in their order; empty where they have no names
/// @param files small text files that lay beside the weights, by name: `config.json`, `task.json`
/// @param provenance where it comes from and how it was made, by key
public record ModelDescription(
        String family, List<String> labels, Map<String, String> files, Map<String, String> provenance) {
    /// The name of the file with the model's sizes.
    public static final String CONFIG = "config.json";

    private static final String MODEL = "triad.model";
    private static final String PROVENANCE = "triad.provenance";

    public ModelDescription {
        labels = List.copyOf(labels);
        files = java.util.Collections.unmodifiableMap(new TreeMap<>(files));
        provenance = java.util.Collections.unmodifiableMap(new TreeMap<>(provenance));
    }

    /// The text of its `config.json`.
    ///
    /// @throws IllegalArgumentException when it has none
    public String config() {
        String config = files.get(CONFIG);
        if (config == null) {
            throw new IllegalArgumentException("the model has no " + CONFIG);
        }
        return config;
    }

    Map<String, String> metadata() {
        var model = new LinkedHashMap<String, Object>();
        model.put("family", family);
        model.put("labels", labels);
        model.put("files", files);
        return Map.of(
                MODEL, new String(Json.line(model), StandardCharsets.UTF_8),
                PROVENANCE, new String(Json.line(provenance), StandardCharsets.UTF_8));
    }

    static ModelDescription read(Map<String, String> metadata) throws IOException {
        var raw = Metadata.object(metadata, MODEL);
        var labels = new ArrayList<String>();
        if (!(raw.remove("labels") instanceof List<?> list)) {
            throw new IOException("\"labels\" must be a list in " + MODEL);
        }
        for (Object label : list) {
            if (!(label instanceof String text)) {
                throw new IOException("\"labels\" must hold text in " + MODEL);
            }
            labels.add(text);
        }
        var model = new JsonFields(raw, "");
        String family = model.string("family");
        var files = texts(model.object("files").rest());
        model.end();
        return new ModelDescription(family, labels, files, texts(Metadata.object(metadata, PROVENANCE)));
    }

    private static Map<String, String> texts(Map<String, Object> values) throws IOException {
        var texts = new TreeMap<String, String>();
        for (var entry : values.entrySet()) {
            if (!(entry.getValue() instanceof String text)) {
                throw new IOException("\"" + entry.getKey() + "\" must be text");
            }
            texts.put(entry.getKey(), text);
        }
        return texts;
    }
}
