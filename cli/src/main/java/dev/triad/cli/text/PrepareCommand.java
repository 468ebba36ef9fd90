// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import dev.triad.cli.console.ProgressOption;
import dev.triad.core.data.TokenManifest;
import dev.triad.corpus.text.Preparation;
import dev.triad.corpus.text.PrepareOptions;
import dev.triad.corpus.text.PrepareReport;
import dev.triad.corpus.text.source.DocumentBoundary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `triad text prepare`.
@Command(
        name = "prepare",
        header = "Turns text files into token shards for pretraining.",
        description = {
            "Reads text, tokenises it and cuts it into examples, in parallel and in little memory, however large the"
                    + " corpus.",
            "Killed at any moment, it goes on where it was when it is called again; the result is the same, byte for"
                    + " byte, whatever the number of threads."
        },
        footer = {
            "triad text prepare --input wiki/ --vocab vocab.txt --out wiki-128 --held-out 0.01",
            "triad text prepare --input 'c4/*.json.gz' --vocab vocab.txt --out c4-512 --sequence-length 512"
        })
public final class PrepareCommand implements Callable<Integer> {
    @Mixin
    CorpusOptions corpus;

    @Mixin
    TokenizerOptions tokenizer;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder for the shards: new, empty, or one to go on with.")
    Path out;

    @Option(
            names = "--sequence-length",
            defaultValue = "128",
            paramLabel = "TOKENS",
            description = "Longest example, special tokens included; default ${DEFAULT-VALUE}.")
    int sequenceLength;

    @Option(
            names = "--held-out",
            defaultValue = "0",
            paramLabel = "SHARE",
            description = "Share of the documents kept out of training, such as 0.01; default none.")
    double heldOut;

    @Option(
            names = "--builder",
            defaultValue = "carry",
            paramLabel = "HOW",
            description = "How examples are cut: carry (the default) begins the next example with what did not fit;"
                    + " original throws it away, as ELECTRA's own code does.")
    PrepareOptions.Builder builder;

    @Option(
            names = "--documents",
            defaultValue = "blank",
            paramLabel = "HOW",
            description = "What separates documents in text files: blank lines (the default), every line, or only the"
                    + " end of the file: ${COMPLETION-CANDIDATES}.")
    DocumentBoundary boundary;

    @Option(
            names = "--seed",
            defaultValue = "42",
            paramLabel = "NUMBER",
            description = "Seed of all random decisions; default ${DEFAULT-VALUE}.")
    long seed;

    @Option(
            names = "--shard-tokens",
            defaultValue = "33554432",
            paramLabel = "TOKENS",
            description = "A shard is closed once it has this many; default ${DEFAULT-VALUE}.")
    long shardTokens;

    @Option(names = "--threads", paramLabel = "NUMBER", description = "Threads that encode; default one per core.")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--restart", description = "Throw away what an earlier preparation left in the folder.")
    boolean restart;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var options = options();
        try (var shown = progress.open()) {
            var files = corpus.find(shown).files();
            var report = new Preparation(files, tokenizer.settings(), tokenizer.files(), options, threads)
                    .run(out, restart, shown);
            tell(report, spec.commandLine().getOut());
        }
        return 0;
    }

    private PrepareOptions options() {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, not " + threads);
        }
        try {
            return new PrepareOptions(sequenceLength, builder, seed, heldOut, shardTokens, corpus.reading(boundary));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void tell(PrepareReport report, PrintWriter lines) {
        switch (report.outcome()) {
            case ALREADY_THERE -> lines.println(out + " is prepared already");
            case PREPARED, RESUMED -> {
                double seconds = Math.max(1e-3, report.time().toNanos() / 1e9);
                lines.printf(
                        Locale.ROOT,
                        "prepared %s: %.1f MB of text in %.1f s, %.1f MB/s%s%n",
                        out,
                        report.textBytes() / 1e6,
                        seconds,
                        report.textBytes() / 1e6 / seconds,
                        report.outcome() == PrepareReport.Outcome.RESUMED ? " (the rest had been done before)" : "");
            }
        }
        if (report.repaired() > 0) {
            lines.printf(Locale.ROOT, "repaired: %,d bytes or records that were no text%n", report.repaired());
        }
        new DatasetTable(report.manifest()).print(lines);
        boolean emptyPart = report.manifest().parts().stream().anyMatch(part -> part.examples() == 0);
        if (emptyPart) {
            lines.println(
                    "no document fell to " + TokenManifest.HELD_OUT + "; raise --held-out or divide the documents");
        }
    }
}
