// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import dev.triad.core.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
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

    /// Reads the tokenizer from the copies in `directory`.
    ///
    /// @throws IOException if the description or a file makes no sense
    public Tokenizer load(Path directory) throws IOException {
        var settings = TokenizerSettings.of(this);
        if (files.size() != settings.fileNames().size()) {
            throw new IOException("%s: a tokenizer of kind \"%s\" has the files %s"
                    .formatted(directory, model, String.join(", ", settings.fileNames())));
        }
        return settings.load(
                files.stream().map(copy -> directory.resolve(copy.file())).toList());
    }
}
