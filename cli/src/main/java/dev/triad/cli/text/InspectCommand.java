// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import dev.triad.cli.console.ProgressOption;
import dev.triad.core.data.EpochOrder;
import dev.triad.core.data.ShardSet;
import dev.triad.core.data.TokenDataset;
import dev.triad.core.data.TokenExample;
import dev.triad.core.data.TokenManifest;
import dev.triad.core.random.RandomKey;
import dev.triad.core.text.DecodeOptions;
import dev.triad.core.text.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `triad text inspect`.
@Command(
        name = "inspect",
        header = "Shows what a folder of token shards holds.",
        description = "Shows counts, how the folder was made, and some examples as text.",
        footer = {"triad text inspect wiki-128", "triad text inspect wiki-128 --samples 10 --seed 7 --verify"})
public final class InspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "A folder that 'triad text prepare' made.")
    Path directory;

    @Option(
            names = "--samples",
            defaultValue = "2",
            paramLabel = "NUMBER",
            description = "How many examples of each part are shown; default ${DEFAULT-VALUE}.")
    int samples;

    @Option(
            names = "--seed",
            defaultValue = "42",
            paramLabel = "NUMBER",
            description = "Which examples are shown; default ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--verify", description = "Read all shards and check every byte.")
    boolean verify;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (var dataset = TokenDataset.open(directory)) {
            var out = spec.commandLine().getOut();
            printOrigin(dataset.manifest(), out);
            out.println();
            new DatasetTable(dataset.manifest()).print(out);
            var tokenizer = dataset.tokenizer();
            for (String part : dataset.parts()) {
                printSamples(part, dataset.part(part), tokenizer, out);
            }
            if (verify) {
                try (var shown = progress.open()) {
                    dataset.verify(shown);
                }
                out.println();
                out.println("every byte is as it was written");
            }
        }
        return 0;
    }

    private static void printOrigin(TokenManifest manifest, PrintWriter out) {
        var tokenizer = manifest.tokenizer();
        out.printf(
                Locale.ROOT,
                "tokenizer  %s, %,d tokens, %s%n",
                tokenizer.model(),
                tokenizer.vocabularySize(),
                listed(new TreeMap<>(tokenizer.options())));
        out.printf(
                Locale.ROOT,
                "examples   of up to %,d tokens, %s%n",
                manifest.sequenceLength(),
                listed(new TreeMap<>(manifest.options())));
        var sources = manifest.sources();
        out.printf(
                Locale.ROOT,
                "made from  %,d %s, %,.1f MB: %s%s%n",
                sources.size(),
                sources.size() == 1 ? "file" : "files",
                sources.stream().mapToLong(TokenManifest.Source::bytes).sum() / 1e6,
                sources.stream().limit(3).map(TokenManifest.Source::path).collect(Collectors.joining(", ")),
                sources.size() > 3 ? ", …" : "");
    }

    private static String listed(Map<String, Object> options) {
        return options.entrySet().stream()
                .map(option -> option.getKey() + " " + option.getValue())
                .collect(Collectors.joining(", "));
    }

    private void printSamples(String name, ShardSet part, Tokenizer tokenizer, PrintWriter out) {
        if (part.examples() == 0) {
            return;
        }
        var order = new EpochOrder(RandomKey.of(seed).named(name), part.examples());
        for (long i = 0; i < Math.min(samples, part.examples()); i++) {
            long index = order.example(i);
            var example = part.example(index);
            int second = example.length() - example.firstLength();
            out.println();
            out.printf(
                    Locale.ROOT,
                    "%s, example %,d: %d tokens%s%n",
                    name,
                    index,
                    example.length(),
                    second == 0 ? "" : " (%d and %d)".formatted(example.firstLength(), second));
            out.println("  A  " + text(example, 0, example.firstLength(), tokenizer));
            if (second > 0) {
                out.println("  B  " + text(example, example.firstLength(), example.length(), tokenizer));
            }
        }
    }

    private static String text(TokenExample example, int from, int to, Tokenizer tokenizer) {
        return tokenizer.decode(Arrays.copyOfRange(example.ids(), from, to), DecodeOptions.READABLE);
    }
}
