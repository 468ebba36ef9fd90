// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import dev.triad.cli.console.ExitCode;
import dev.triad.core.model.TensorInfo;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.hub.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Says what a model is.
@Command(
        name = "inspect",
        header = "Says what a model is.",
        description = "Family, sizes, head and labels of a text encoder, what its checkpoint holds, and its tokenizer.",
        footer = "triad model inspect electra-small --tensors")
public final class InspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", description = "The model: a folder, a file of weights, or a TensorFlow prefix.")
    Path model = Path.of("");

    @Option(names = "--tensors", description = "Lists every tensor with its type and shape.")
    boolean listTensors;

    @Mixin
    PartOption part = new PartOption();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var checkpoint = Checkpoint.of(model, part.part);
        var config = checkpoint.config();
        var encoder = config.encoder();
        var tensors = checkpoint.tensors();
        row("family", encoder.family().modelType());
        row("architecture", config.head().architecture(encoder.family()));
        if (!config.labels().isEmpty()) row("labels", String.join(", ", config.labels()));
        row("vocabulary", encoder.vocabSize());
        row("layers", encoder.numHiddenLayers());
        row("hidden size", encoder.hiddenSize());
        if (encoder.projects()) row("embedding size", encoder.embeddingSize());
        row("attention heads", encoder.numAttentionHeads());
        row("feed-forward size", encoder.intermediateSize());
        row("longest input", encoder.maxLength());
        row("tensors", tensors.size());
        row("parameters", tensors.stream().mapToLong(TensorInfo::elementCount).sum());
        row("bytes", tensors.stream().mapToLong(TensorInfo::byteLength).sum());
        row(
                "element types",
                tensors.stream()
                        .collect(Collectors.groupingBy(
                                TensorInfo::dtype, java.util.TreeMap::new, Collectors.counting())));
        if (checkpoint.directory().packed().isPresent()) {
            row("packed into bytes", Files.size(checkpoint.directory().weights().file()));
        }
        tellTokenizer(checkpoint.directory(), encoder);
        if (listTensors) {
            for (var tensor : tensors) {
                spec.commandLine()
                        .getOut()
                        .printf("%-72s %-5s %s%n", tensor.name(), tensor.dtype(), Arrays.toString(tensor.shape()));
            }
        }
        return ExitCode.OK;
    }

    private void tellTokenizer(ModelDirectory directory, EncoderConfig encoder) {
        try {
            var loaded = directory.tokenizer();
            if (loaded.isEmpty()) {
                row("tokenizer", "none");
                return;
            }
            var summary = new TokenizerSummary(loaded.get().tokenizer());
            int tokens = loaded.get().tokenizer().vocabulary().size();
            row("tokenizer", summary.kind());
            row("casing", summary.casing());
            row("tokens", tokens);
            row("special tokens", summary.specialTokens());
            if (tokens > encoder.vocabSize()) row("", "more tokens than the model's vocabulary: another's tokenizer");
        } catch (IOException e) {
            row("tokenizer", "not read: " + e.getMessage());
        }
    }

    private void row(String name, Object value) {
        var text = value instanceof Number number
                ? String.format(Locale.ROOT, "%,d", number.longValue())
                : value.toString();
        spec.commandLine().getOut().printf("%-18s %s%n", name, text);
    }
}
