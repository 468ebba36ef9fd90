// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// The files of a model at one commit, as `/api/models/NAME/revision/REVISION?blobs=true` lists them. A name
/// that would leave its folder condemns the whole list: whoever sends one means harm.
final class Listing {
    private final String commit;
    private final Map<String, Entry> entries;

    /// What the list says of a file; mirrors may leave out the rest.
    record Entry(OptionalLong size, Optional<Checksum> checksum) {}

    private Listing(String commit, Map<String, Entry> entries) {
        this.commit = commit;
        this.entries = entries;
    }

    /// @param json as the hub sent it
    /// @param source for sentences, the hub's address
    /// @throws IOException if this is no list of a model's files, or a hostile one
    static Listing parse(byte[] json, String source) throws IOException {
        var root = Json.read(json, source + " does not answer like a model hub: its list of files");
        var commit = root.path("sha").asString("");
        var siblings = root.path("siblings");
        if (!ModelName.isCommit(commit) || !siblings.isArray()) {
            throw new IOException(
                    source
                            + " does not answer like a model hub: its list of files has no commit (\"sha\") or no files (\"siblings\").");
        }
        var entries = new LinkedHashMap<String, Entry>();
        for (var sibling : siblings) {
            var path = sibling.path("rfilename").asString("");
            if (!RemotePath.isSafe(path)) {
                throw new IOException(source + " lists a file named \"" + RemotePath.printable(path)
                        + "\", which would not stay in its folder; nothing of this model is taken.");
            }
            if (entries.put(path, entry(sibling)) != null) {
                throw new IOException(
                        source + " lists \"" + RemotePath.printable(path) + "\" twice; nothing is taken.");
            }
        }
        return new Listing(commit, entries);
    }

    /// A large file is known by the SHA-256 under `lfs`, its `blobId` is the one of the pointer git keeps
    /// instead.
    private static Entry entry(JsonNode sibling) {
        var size = sibling.path("size");
        var hash = sibling.has("lfs")
                ? sibling.path("lfs").path("sha256").asString("")
                : sibling.path("blobId").asString("");
        return new Entry(
                size.isIntegralNumber() && size.canConvertToLong() && size.longValue() >= 0
                        ? OptionalLong.of(size.longValue())
                        : OptionalLong.empty(),
                Checksum.parse(hash));
    }

    String commit() {
        return commit;
    }

    /// All paths, in the hub's order.
    Collection<String> paths() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /// @param path one of [#paths()]
    Entry entry(String path) {
        var entry = entries.get(path);
        if (entry == null) {
            throw new IllegalArgumentException(path + " is not listed.");
        }
        return entry;
    }
}
