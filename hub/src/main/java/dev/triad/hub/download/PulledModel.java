// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.nio.file.Path;

/// A model that is in the cache.
///
/// @param folder the snapshot: a folder as the hub shows it, with `config.json` and the rest
/// @param commit which state of the repository this is
/// @param files how many files were chosen
/// @param bytes how large they are together
/// @param received how many bytes came over the network for them
public record PulledModel(Path folder, String commit, int files, long bytes, long received) {}
