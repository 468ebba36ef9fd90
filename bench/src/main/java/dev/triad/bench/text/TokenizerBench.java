// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.text;

import dev.triad.bench.Quiet;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Measures Triad's tokenizers and Hugging Face's in one run, alternating, on the lines of one text.
///
/// ```
/// java … dev.triad.bench.text.TokenizerBench --input wiki.txt --vocab bert-base-uncased-vocab.txt \
///     --json roberta-vocab.json --merges roberta-merges.txt
/// ```
@Command(name = "tokenizers", description = "Tokenizers beside Hugging Face's: medians of several runs, in MB/s.")
public final class TokenizerBench implements Callable<Integer> {
    @Option(names = "--input", required = true, description = "UTF-8 text, about 50 MB.")
    Path input;

    @Option(names = "--vocab", required = true, description = "BERT's vocab.txt.")
    Path vocab;

    @Option(names = "--json", required = true, description = "RoBERTa's vocab.json.")
    Path json;

    @Option(names = "--merges", required = true, description = "RoBERTa's merges.txt.")
    Path merges;

    @Option(names = "--runs", defaultValue = "5", description = "Runs of which the median counts; 5 by default.")
    int runs;

    @Option(
            names = "--peer-megabytes",
            defaultValue = "10",
            description = "How much of the text the peer reads in a run; 10 by default.")
    int peerMegabytes;

    @Option(names = "--noisy", description = "Measure although the machine is busy.")
    boolean noisy;

    /// @param arguments the options
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new TokenizerBench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Quiet.require(noisy);
        var text = Lines.read(input);
        var part = text.first(peerMegabytes * 1_000_000);
        System.out.printf(
                "%s, %.1f MB, %,d lines; %d cores, Java %s, load average %.2f, %d runs%n",
                input.getFileName(),
                text.bytes() / 1e6,
                text.count(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                Quiet.load(),
                runs);
        var wordPiece = WordPieceTokenizer.load(vocab, WordPieceOptions.UNCASED);
        try (var peer = Peer.wordPiece(vocab)) {
            new Comparison("WordPiece", wordPiece, peer, text, part, runs).print();
        }
        var byteLevel = ByteLevelBpeTokenizer.load(json, merges, ByteLevelBpeOptions.ROBERTA);
        try (var peer = Peer.byteLevel(json, merges)) {
            new Comparison("byte-level BPE", byteLevel, peer, text, part, runs).print();
        }
        return 0;
    }
}
