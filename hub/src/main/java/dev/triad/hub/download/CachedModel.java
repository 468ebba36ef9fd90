// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// One model, as the cache alone shows it: for machines without a network.
final class CachedModel {
    private final ModelFolder folder;
    private final ModelName model;
    private final FileChoice choice;

    CachedModel(ModelFolder folder, ModelName model, FileChoice choice) {
        this.folder = folder;
        this.model = model;
        this.choice = choice;
    }

    /// The model, if all that was chosen is there. Nobody knows here what else the hub would have; weights
    /// arrive last, so where they are the rest is.
    Optional<PulledModel> find() throws IOException {
        var commit = folder.commit();
        if (commit.isEmpty() || !Files.isDirectory(folder.snapshot(commit.get()))) {
            return Optional.empty();
        }
        var snapshot = folder.snapshot(commit.get());
        var present = files(snapshot);
        var chosen = new ArrayList<>(choice.of(present));
        for (var path : List.copyOf(chosen)) {
            if (choice.bringsShards(path)) {
                WeightIndex.shards(snapshot.resolve(path)).stream()
                        .filter(choice::isAllowed)
                        .forEach(chosen::add);
            }
        }
        boolean weightsExpected = choice.include().isEmpty() && choice.exclude().isEmpty();
        if (chosen.isEmpty() || !present.containsAll(chosen) || (weightsExpected && !FileChoice.hasWeights(chosen))) {
            return Optional.empty();
        }
        long bytes = 0;
        for (var path : chosen) {
            bytes += Files.size(snapshot.resolve(path));
        }
        return Optional.of(new PulledModel(snapshot, commit.get(), chosen.size(), bytes, 0));
    }

    private static Set<String> files(Path snapshot) throws IOException {
        try (var paths = Files.walk(snapshot)) {
            // links count by what they point to: a dangling one is no file
            return paths.filter(Files::isRegularFile)
                    .map(path -> snapshot.relativize(path).toString().replace('\\', '/'))
                    .collect(Collectors.toSet());
        }
    }

    /// The sentence for when there is nothing.
    IOException absent(String why) {
        return new IOException(why + ", and the cache does not hold all of " + model + " (" + folder.path() + ").");
    }
}
