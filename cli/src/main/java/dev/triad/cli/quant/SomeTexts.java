// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.core.text.EncodeOptions;
import dev.triad.electra.encoder.TokenBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Texts like those a model will meet, for measuring what it does with them.
final class SomeTexts {
    private static final int TEXTS = 64;
    private static final int LONGEST = 128;
    private static final int ROWS = 8;

    private SomeTexts() {}

    /// Reads the first texts of a file, one a line, as batches of rows of like length.
    ///
    /// @throws IOException when there are none, or nothing that makes tokens of them
    static List<TokenBatch> read(TextSource source, Path texts) throws IOException {
        var tokenizer = source.text()
                .orElseThrow(() -> new IOException(
                        "the model has no tokenizer, which --texts needs; --tokenizer takes one from another folder"));
        var encoder = source.checkpoint().config().encoder();
        var how = EncodeOptions.model(Math.min(LONGEST, encoder.maxLength()));
        var rows = new ArrayList<int[]>();
        try (var lines = Files.lines(texts)) {
            lines.filter(line -> !line.isBlank())
                    .limit(TEXTS)
                    .forEach(line -> rows.add(tokenizer.encode(line, null, how).ids()));
        } catch (java.io.UncheckedIOException e) {
            throw new IOException(texts + ": is no text in UTF-8", e);
        }
        if (rows.isEmpty()) throw new IOException(texts + ": there is no text in this file");
        rows.sort(Comparator.comparingInt(row -> row.length));
        var batches = new ArrayList<TokenBatch>();
        for (int from = 0; from < rows.size(); from += ROWS) {
            batches.add(TokenBatch.of(rows.subList(from, Math.min(rows.size(), from + ROWS)), encoder.padTokenId()));
        }
        return batches;
    }
}
