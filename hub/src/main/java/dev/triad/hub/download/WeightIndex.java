// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/// The index of weights that are spread over several files: a JSON object `weight_map` from tensor to file.
final class WeightIndex {
    private WeightIndex() {}

    /// The files an index names, sorted.
    ///
    /// @throws IOException if the file is no such index
    static SortedSet<String> shards(Path index) throws IOException {
        var map = Json.read(Files.readAllBytes(index), index.toString()).path("weight_map");
        var shards = new TreeSet<String>();
        map.forEach(file -> shards.add(file.asString("")));
        if (!map.isObject() || shards.isEmpty() || !shards.stream().allMatch(RemotePath::isSafe)) {
            throw new IOException(index + " names no files that could hold weights; its \"weight_map\" should.");
        }
        return shards;
    }
}
