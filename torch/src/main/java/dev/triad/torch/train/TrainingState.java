// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import dev.triad.torch.nn.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// `state.json` of a checkpoint: how far the run is and under which settings its numbers came about. The data
/// position is the step: batches depend on nothing else.
///
/// @param step completed optimiser steps
/// @param seed seed of every draw
/// @param steps planned optimiser steps
/// @param bestMetric the best value of the deciding metric so far, NaN for none
/// @param sinceBest evaluations since then that were no better
/// @param compute resolved settings, see [Provenance#compute]
/// @param environment versions and machine, see [Provenance#environment]
record TrainingState(
        long step,
        long seed,
        long steps,
        double bestMetric,
        int sinceBest,
        Map<String, Object> compute,
        Map<String, Object> environment) {
    static final String NAME = "state.json";
    private static final JsonMapper JSON = new JsonMapper();

    void write(Path folder) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("step", step);
        json.put("seed", seed);
        json.put("steps", steps);
        if (!Double.isNaN(bestMetric)) json.put("best_metric", bestMetric);
        json.put("evaluations_since_best", sinceBest);
        json.put("compute", compute);
        json.put("environment", environment);
        Files.writeString(
                folder.resolve(NAME), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }

    static TrainingState read(Path folder) throws IOException {
        var file = folder.resolve(NAME);
        try {
            var json = JSON.readTree(Files.readString(file));
            return new TrainingState(
                    json.required("step").asLong(),
                    json.required("seed").asLong(),
                    json.required("steps").asLong(),
                    json.path("best_metric").asDouble(Double.NaN),
                    json.path("evaluations_since_best").asInt(0),
                    plain(json.required("compute")),
                    plain(json.required("environment")));
        } catch (JacksonException e) {
            throw new IOException(file + " is not a training state: " + e.getOriginalMessage(), e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> plain(tools.jackson.databind.JsonNode node) {
        return (Map<String, Object>) JSON.convertValue(node, Map.class);
    }

    /// Refuses settings under which the losses would not be the same as without the interruption.
    void requireSame(Compute now, long seedNow) {
        if (seed != seedNow) {
            throw new IllegalArgumentException("the run was started with seed " + seed + ", not " + seedNow);
        }
        Provenance.compute(now).forEach((name, value) -> {
            if (!Objects.equals(String.valueOf(compute.get(name)), String.valueOf(value))) {
                throw new IllegalArgumentException("the run was started with " + name + " " + compute.get(name)
                        + ", now it is " + value + "; its losses would drift: use the recorded value or allow drift");
            }
        });
    }
}
