// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import java.util.List;
import java.util.Map;

/// What a folder of token shards holds and how it came about. Two preparations of the same input with the same options
/// give the same manifest, byte for byte: no dates, no machine, no thread count.
///
/// @param sequenceLength no example has more tokens, special ones included
/// @param tokenizer what turned text into ids
/// @param options what the examples depend on beside text and tokenizer: builder, seed, share held out, …
/// @param sources the files read, in this order
/// @param parts `train`, and `held-out` if a share was held out
public record TokenManifest(
        int sequenceLength,
        TokenizerFiles tokenizer,
        Map<String, Object> options,
        List<Source> sources,
        List<Part> parts) {
    /// Its name in the folder.
    public static final String FILE = "manifest.json";

    /// The part to learn from.
    public static final String TRAIN = "train";

    /// The part to measure with.
    public static final String HELD_OUT = "held-out";

    public TokenManifest {
        if (sequenceLength < 1) {
            throw new IllegalArgumentException("sequence_length must be positive, not " + sequenceLength);
        }
        options = Map.copyOf(options);
        sources = List.copyOf(sources);
        parts = List.copyOf(parts);
    }

    /// A file that was read.
    ///
    /// @param path as it was found from where the preparation ran
    /// @param bytes its size
    public record Source(String path, long bytes) {}

    /// Shards that belong together.
    ///
    /// @param unknown how many of the tokens are the unknown token
    public record Part(String name, long unknown, List<Shard> shards) {
        public Part {
            shards = List.copyOf(shards);
        }

        public long documents() {
            return shards.stream().mapToLong(Shard::documents).sum();
        }

        public long examples() {
            return shards.stream().mapToLong(Shard::examples).sum();
        }

        /// Tokens, special ones included, padding not.
        public long tokens() {
            return shards.stream().mapToLong(Shard::tokens).sum();
        }

        public long bytes() {
            return shards.stream().mapToLong(Shard::bytes).sum();
        }
    }

    /// One shard file.
    ///
    /// @param file its name in the folder
    /// @param sha256 of the whole file, 64 hexadecimal digits
    public record Shard(String file, long bytes, String sha256, long documents, long examples, long tokens) {
        public Shard {
            if (file.isEmpty() || file.contains("/") || file.contains("\\") || file.startsWith(".")) {
                throw new IllegalArgumentException("a shard's file must be a plain name, not \"" + file + "\"");
            }
        }
    }
}
