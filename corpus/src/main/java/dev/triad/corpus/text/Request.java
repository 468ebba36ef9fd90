// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.core.data.TokenManifest;
import dev.triad.core.data.TokenizerFiles;
import dev.triad.corpus.text.source.SourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a preparation was asked for, and whether a folder's content answers that very request.
///
/// @param files the input
/// @param tokenizer the tokenizer, its files fingerprinted
record Request(List<SourceFile> files, TokenizerFiles tokenizer, PrepareOptions options) {
    private static final String REMEDY = "use the same options, or add --restart";

    /// Everything the result depends on, beside the input.
    Map<String, Object> describe() {
        return describe(options.sequenceLength(), options.describe(), tokenizer);
    }

    private static Map<String, Object> describe(
            int sequenceLength, Map<String, Object> options, TokenizerFiles tokenizer) {
        var described = new TreeMap<>(options);
        described.put("sequence_length", (long) sequenceLength);
        described.put("model", tokenizer.model());
        described.putAll(tokenizer.options());
        tokenizer.files().forEach(copy -> described.put(copy.file(), copy.sha256()));
        return described;
    }

    /// The manifest of the result.
    TokenManifest manifest(List<TokenManifest.Part> parts) {
        var sources = files.stream()
                .map(file -> new TokenManifest.Source(file.name(), file.bytes()))
                .toList();
        return new TokenManifest(options.sequenceLength(), tokenizer, options.describe(), sources, parts);
    }

    /// @throws IOException if a finished data set is not what is asked for
    void check(Path folder, TokenManifest finished) throws IOException {
        check(folder, describe(finished.sequenceLength(), finished.options(), finished.tokenizer()));
        if (!finished.sources().equals(manifest(List.of()).sources())) {
            throw new IOException(
                    folder + ": holds a data set made from other files; choose another folder, or add --restart");
        }
    }

    /// @throws IOException if an unfinished preparation was asked for something else, or what it read has changed
    void check(Path folder, Journal journal) throws IOException {
        check(folder, journal.request());
        int index = 0;
        boolean complete = false;
        for (var generation : journal.generations()) {
            for (var source : generation.sources()) {
                check(source, index++);
            }
            complete = generation.end().file() == index;
        }
        if (complete && index < files.size()) {
            throw new IOException("%s: all its %d files had been read, and now there are %d; %s"
                    .formatted(folder, index, files.size(), REMEDY));
        }
    }

    private void check(Path folder, Map<String, Object> before) throws IOException {
        var now = describe();
        var names = new TreeMap<>(before);
        names.putAll(now);
        for (String name : names.keySet()) {
            if (!now.containsKey(name) || !now.get(name).equals(before.get(name))) {
                throw new IOException("%s: was begun with %s = %s, not %s; %s"
                        .formatted(folder, name, before.get(name), now.get(name), REMEDY));
            }
        }
    }

    /// The files that finished shards were made from must be as they were; later ones may still change.
    private void check(Generation.Source source, int index) throws IOException {
        if (index >= files.size() || !files.get(index).name().equals(source.path())) {
            throw new IOException("%s: was number %d of the input files when shards were made, and no longer is; %s"
                    .formatted(source.path(), index + 1, REMEDY));
        }
        var file = files.get(index);
        if (file.bytes() != source.bytes() || !file.modified().equals(source.modified())) {
            throw new IOException("%s: changed since shards were made from it; restore it, or add --restart"
                    .formatted(source.path()));
        }
    }
}
