// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.grammar;

import dev.triad.core.file.AtomicFolder;
import dev.triad.core.progress.Progress;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder of composed text as people keep theirs: `corpus/text.txt`, documents with an empty line between them,
/// and `task/train.tsv` and `task/dev.tsv`, sentences with a label.
public final class ComposedText {
    /// The folder with the corpus, and the one with the task.
    public static final String CORPUS = "corpus";

    public static final String TASK = "task";

    private ComposedText() {}

    /// Composes into a new folder, which appears when it is whole.
    ///
    /// @param documents of the corpus
    /// @param learned sentences to learn from
    /// @param judged sentences to judge by
    /// @throws IOException if `out` is there already, or cannot be written
    public static void write(Path out, Grammar grammar, int documents, int learned, int judged, Progress progress)
            throws IOException {
        if (Files.exists(out)) {
            throw new IOException(out + ": is there already; remove it, or give another folder");
        }
        try (var folder = AtomicFolder.create(out);
                var task = progress.start("composing", documents, "documents")) {
            var corpus = Files.createDirectory(folder.path().resolve(CORPUS));
            try (var text = writer(corpus.resolve("text.txt"))) {
                for (int number = 0; number < documents; number++) {
                    for (String sentence : grammar.document(number))
                        text.append(sentence).append('\n');
                    text.append('\n');
                    task.advance(1);
                }
            }
            var labelled = Files.createDirectory(folder.path().resolve(TASK));
            write(labelled.resolve("train.tsv"), grammar, learned, true);
            write(labelled.resolve("dev.tsv"), grammar, judged, false);
            folder.commit();
        }
    }

    private static void write(Path file, Grammar grammar, int rows, boolean learned) throws IOException {
        try (var table = writer(file)) {
            table.append("sentence\tlabel\n");
            for (int number = 0; number < rows; number++) {
                var row = grammar.row(number, learned);
                table.append(row.sentence())
                        .append('\t')
                        .append(row.mood().label())
                        .append('\n');
            }
        }
    }

    private static BufferedWriter writer(Path file) throws IOException {
        return Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    }
}
