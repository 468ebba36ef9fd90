// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.training;

import dev.triad.quant.noise.NoisePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `run.json` says about a run that is to go on.
public final class RecordedRun {
    private static final String FILE = "run.json";

    private final JsonNode json;

    private RecordedRun(JsonNode json) {
        this.json = json;
    }

    /// @throws IOException where there is no run
    public static RecordedRun read(Path run) throws IOException {
        var file = run.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new IOException(run + " has no " + FILE + "; there is nothing to resume");
        }
        return new RecordedRun(new JsonMapper().readTree(Files.readString(file)));
    }

    /// Its settings by name.
    public SequencedMap<String, Object> configuration() {
        var values = new LinkedHashMap<String, Object>();
        json.path("configuration")
                .properties()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().asString()));
        return values;
    }

    /// Its noise; no rules where it has none.
    public NoisePlan noise() {
        var rules = new ArrayList<String>();
        for (var rule : json.path("noise")) rules.add(rule.asString());
        return NoisePlan.parse(rules);
    }

    /// The folder of something it reads.
    ///
    /// @param name what it was noted as
    public Optional<Path> folder(String name) {
        String folder = json.path(name).path("folder").asString("");
        return folder.isEmpty() ? Optional.empty() : Optional.of(Path.of(folder));
    }

    /// What a run notes about its data.
    ///
    /// @param shards hashes by file
    public static Map<String, Object> describe(Path folder, Map<String, String> shards) {
        var described = new LinkedHashMap<String, Object>();
        described.put("folder", folder.toAbsolutePath().toString());
        described.put("shards", shards);
        return described;
    }

    /// Makes sure that data are those the run was started with, wherever they lie now.
    ///
    /// @param name what they were noted as
    /// @param folder where they are
    public void requireSame(String name, Path folder, Map<String, String> shards) {
        String before = json.path(name).path("shards").toString();
        if (!new JsonMapper().valueToTree(shards).toString().equals(before)) {
            throw new IllegalArgumentException(
                    folder + " holds other data than the run was started with; it cannot go on exactly");
        }
    }
}
