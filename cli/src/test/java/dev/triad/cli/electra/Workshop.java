// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.Shell;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.Activation;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderFamily;
import dev.triad.torch.train.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;

/// A small pretrained model with its vocabulary, and small files of tasks it can learn.
final class Workshop {
    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    private static final List<String> VOCABULARY = List.of(
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "the", "film", "good", "bad", "fine", "poor", "is",
            "very", "paris", "anna", "bo", "##nn", "lives", "in", ".");
    private static final List<String> GOOD = List.of("good", "fine");
    private static final List<String> BAD = List.of("bad", "poor");

    final Path folder;
    final Path model;

    Workshop(Path folder) throws IOException {
        this.folder = folder;
        model = Files.createDirectory(folder.resolve("pretrained"));
        var encoder = new EncoderConfig(
                EncoderFamily.ELECTRA, 21, 8, 16, 2, 2, 32, Activation.GELU, 0.1, 0.1, 32, 2, 1e-12, 0, 0.1);
        var config = ModelConfig.of(encoder, HeadKind.REPLACED_TOKEN);
        try (var made = new TextModel(config)) {
            made.initialize(RandomKey.of(1));
            Weights.write(made, model.resolve("model.safetensors"));
        }
        Files.writeString(model.resolve("config.json"), ConfigJson.write(config));
        Files.write(model.resolve("vocab.txt"), VOCABULARY);
    }

    static Run triad(Object... arguments) {
        var words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        return Run.of(Shell.commandLine(new Root(), List.of(CommandGroup.of("Encoders", ElectraCommand.class))), words);
    }

    /// Fine-tunes the pretrained model in a way that takes a second.
    Run finetune(String out, Object... more) {
        var fixed = List.<Object>of(
                "electra",
                "finetune",
                "--model",
                model,
                "--out",
                folder.resolve(out),
                "--threads",
                1,
                "--dtype",
                "f32",
                "--batch",
                8,
                "--learning-rate",
                "0.01",
                "--progress",
                "lines");
        return triad(java.util.stream.Stream.concat(fixed.stream(), Arrays.stream(more))
                .toArray());
    }

    private static String review(int i) {
        var word = i % 2 == 1 ? GOOD.get(i / 2 % 2) : BAD.get(i / 2 % 2);
        return (i % 3 == 0 ? "the film is " : "a very ") + word + (i % 3 == 0 ? "" : " film");
    }

    /// SST-2's columns: every other review is good.
    Path reviews(String name, int count) throws IOException {
        var lines = new java.util.ArrayList<String>();
        lines.add("sentence\tlabel");
        for (int i = 0; i < count; i++) lines.add(review(i) + "\t" + i % 2);
        return write(name, lines);
    }

    /// Sentences with a person and a place.
    Path names(String name, int count) throws IOException {
        return write(
                name,
                IntStream.range(0, count)
                        .mapToObj(i -> i % 2 == 0
                                ? List.of("Anna B-PER", "lives O", "in O", "Paris B-LOC", ". O", "")
                                : List.of("Bo B-PER", "Anna I-PER", "is O", "in O", "Bonn B-LOC", ""))
                        .flatMap(List::stream)
                        .toList());
    }

    Path write(String name, List<String> lines) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, lines);
    }
}
