// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import java.util.List;
import java.util.Map;

/// The tokenizer a data set was made with: its kind, its switches, and copies of its files beside the shards.
///
/// @param model `bert` (WordPiece) or `gpt2` (byte-level BPE)
/// @param options the switches, by name
/// @param vocabularySize every token id is below
/// @param files copies of the vocabulary's files
public record TokenizerFiles(String model, Map<String, Object> options, int vocabularySize, List<Copy> files) {
    public TokenizerFiles {
        options = Map.copyOf(options);
        files = List.copyOf(files);
    }

    /// A copied file.
    ///
    /// @param file its name in the folder
    /// @param sha256 of its content, 64 hexadecimal digits
    public record Copy(String file, long bytes, String sha256) {}
}
