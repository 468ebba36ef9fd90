// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Which files of a model are taken: what Triad needs of an encoder, unless patterns say otherwise. Patterns
/// are matched against the whole path, `*` crosses slashes (`*.json`, `onnx/*`).
///
/// @param include patterns of what is taken; none means the usual files
/// @param exclude patterns of what is left out all the same
public record FileChoice(List<String> include, List<String> exclude) {
    /// Configuration, tokenizer and weights.
    public static final FileChoice USUAL = new FileChoice(List.of(), List.of());

    private static final List<String> CONFIGURATION_AND_TOKENIZER = List.of(
            "config.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "tokenizer.json",
            "vocab.txt",
            "vocab.json",
            "merges.txt",
            "spiece.model",
            "sentencepiece.bpe.model",
            "tokenizer.model");

    /// In the order of preference: safetensors whole or in shards, then what PyTorch pickled.
    private static final List<String> WEIGHTS = List.of(
            "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json");

    public FileChoice {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /// The files to take, weights last: whoever finds the weights of a model finds the rest too. Of sharded
    /// weights this is the index; [#shardsOf] tells what belongs to it.
    List<String> of(Collection<String> paths) {
        var allowed = paths.stream().filter(this::isAllowed).toList();
        return include.isEmpty()
                ? usual(allowed)
                : allowed.stream().filter(path -> any(include, path)).toList();
    }

    private static List<String> usual(List<String> allowed) {
        var present = Set.copyOf(allowed);
        return Stream.concat(
                        CONFIGURATION_AND_TOKENIZER.stream().filter(present::contains),
                        WEIGHTS.stream().filter(present::contains).limit(1))
                .toList();
    }

    /// Whether these paths hold weights that would be taken if nothing were excluded.
    static boolean hasWeights(Collection<String> paths) {
        return WEIGHTS.stream().anyMatch(new HashSet<>(paths)::contains);
    }

    /// Whether the file is an index whose shards are to be taken too; with patterns of their own users name
    /// them.
    boolean bringsShards(String path) {
        return include.isEmpty() && path.endsWith(".index.json") && WEIGHTS.contains(path);
    }

    /// Whether no pattern leaves the file out.
    boolean isAllowed(String path) {
        return !any(exclude, path);
    }

    private static boolean any(List<String> globs, String path) {
        return globs.stream().anyMatch(glob -> new Glob(glob).matches(path));
    }
}
