// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import dev.triad.core.progress.Progress;
import dev.triad.corpus.text.source.DocumentBoundary;
import dev.triad.corpus.text.source.ReadOptions;
import dev.triad.corpus.text.source.SourceFiles;
import dev.triad.corpus.text.source.SourceFormat;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The mixin of commands that read a corpus.
public final class CorpusOptions {
    @Option(
            names = "--input",
            required = true,
            arity = "1..*",
            paramLabel = "PATH",
            description = "Files, folders (with all below them) or quoted globs: plain text, JSON lines or Parquet,"
                    + " plain or packed with gzip or zstd.")
    List<String> inputs;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Read all files as ${COMPLETION-CANDIDATES}, whatever their names say.")
    @Nullable
    SourceFormat format;

    @Option(
            names = "--text-field",
            defaultValue = "text",
            paramLabel = "NAME",
            description = "The JSON field or Parquet column with the text; default ${DEFAULT-VALUE}.")
    String textField;

    @Option(
            names = "--repair",
            description = "Turn bytes that are not text into spaces and leave out records without text, instead of"
                    + " stopping there.")
    boolean repair;

    /// Looks for the files, and says which were left out.
    SourceFiles find(Progress shown) throws IOException {
        var found = SourceFiles.find(inputs, format);
        var ignored = found.ignored();
        if (ignored.size() == 1) {
            shown.message("left out %s: its name promises no text".formatted(ignored.getFirst()));
        } else if (!ignored.isEmpty()) {
            shown.message("left out %s and %,d more: their names promise no text"
                    .formatted(ignored.getFirst(), ignored.size() - 1));
        }
        return found;
    }

    /// How the files are read.
    ReadOptions reading(DocumentBoundary boundary) {
        return new ReadOptions(boundary, textField, repair, ReadOptions.LONGEST_LINE);
    }
}
