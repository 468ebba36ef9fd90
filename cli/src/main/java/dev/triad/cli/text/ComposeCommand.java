// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import dev.triad.cli.console.ProgressOption;
import dev.triad.corpus.grammar.ComposedText;
import dev.triad.corpus.grammar.Grammar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `triad text compose`.
@Command(
        name = "compose",
        header = "Composes a corpus and a task by rule, to try things out on.",
        description = {
            "A small grammar of English sentences about six places of work, in two moods. Documents keep to a topic and"
                    + " mostly to a mood; the task is to tell the mood of a sentence. The sentences to learn from use"
                    + " few of the words that say a mood, those to judge by all of them,"
                    + " so that it shows whether a model"
                    + " has learned from texts without labels what the others mean. Nobody holds rights in it (CC0)."
        },
        footer = {
            "triad text compose --out composed",
            "triad text compose --out composed --documents 50000 --rows 1000 --seed 7"
        })
final class ComposeCommand implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder for the texts: a new one.")
    Path out = Path.of("");

    @Option(
            names = "--documents",
            defaultValue = "10000",
            paramLabel = "NUMBER",
            description = "Documents of the corpus, of eight sentences each; default ${DEFAULT-VALUE}.")
    int documents;

    @Option(
            names = "--rows",
            defaultValue = "300",
            paramLabel = "NUMBER",
            description = "Labelled sentences to learn from; default ${DEFAULT-VALUE}.")
    int rows;

    @Option(
            names = "--dev-rows",
            defaultValue = "1000",
            paramLabel = "NUMBER",
            description = "Labelled sentences to judge by; default ${DEFAULT-VALUE}.")
    int judged;

    @Option(
            names = "--seed",
            defaultValue = "42",
            paramLabel = "NUMBER",
            description = "Seed of all choices; default ${DEFAULT-VALUE}.")
    long seed;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (documents < 1 || rows < 2 || judged < 2) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--documents must be at least 1, --rows and --dev-rows at least 2, not " + documents + ", " + rows
                            + " and " + judged);
        }
        try (var shown = progress.open()) {
            ComposedText.write(out, new Grammar(seed), documents, rows, judged, shown);
        }
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "composed %,d documents, %,d sentences to learn from and %,d to judge by in %s%n",
                        documents,
                        rows,
                        judged,
                        out);
        return 0;
    }
}
