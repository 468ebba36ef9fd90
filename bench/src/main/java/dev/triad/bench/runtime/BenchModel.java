// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.runtime;

import dev.triad.cli.model.ExportCommand;
import dev.triad.cli.model.HuggingFaceFolder;
import dev.triad.cli.quant.CompressCommand;
import dev.triad.core.random.RandomKey;
import dev.triad.core.text.ByteAlphabet;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.Activation;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/// A classifier of random weights in the forms that are compared. Speed does not depend on the weights' values.
///
/// @param folder where its files are, or will be
/// @param shape `electra-small`, `roberta-base`, or `tiny` to try the bench out
record BenchModel(Path folder, String shape) {
    /// Matrices and tables as in the README's plan for RoBERTa-base.
    private static final String PLAN = """
            rules:
              - match: "*.position_embeddings.weight"
                scheme: int8
                grids: channel
              - match: "*.token_type_embeddings.weight"
                scheme: f16
              - match: "*.word_embeddings.weight"
                scheme: product
                block: TABLE
              - match: "*.weight"
                scheme: product
                block: 8
              - match: "*"
                scheme: f16
            """;

    Path dense() {
        return folder.resolve(shape);
    }

    Path packed() {
        return folder.resolve(shape + ".safetensors");
    }

    Path onnx() {
        return folder.resolve(shape + ".onnx");
    }

    Path onnxInt8() {
        return folder.resolve(shape + ".int8.onnx");
    }

    private EncoderConfig sizes() {
        return switch (shape) {
            case "electra-small" -> EncoderConfig.electraSmall();
            case "roberta-base" -> EncoderConfig.robertaBase();
            case "tiny" ->
                new EncoderConfig(
                        EncoderFamily.ELECTRA,
                        512,
                        64,
                        64,
                        2,
                        2,
                        128,
                        Activation.GELU,
                        0.1,
                        0.1,
                        512,
                        2,
                        1e-12,
                        0,
                        0.1);
            default -> throw new IllegalArgumentException("the shape is electra-small or roberta-base, not " + shape);
        };
    }

    /// Writes what is not there yet.
    void write() throws IOException {
        Files.createDirectories(folder);
        if (!Files.exists(dense())) {
            var config = new ModelConfig(sizes(), HeadKind.SEQUENCE_CLASSIFICATION, List.of("no", "yes"), null);
            try (var model = new TextModel(config)) {
                model.initialize(RandomKey.of(1));
                HuggingFaceFolder.write(Files.createDirectory(dense()), model, Optional.of(tokenizer(sizes())));
            }
        }
        if (!Files.exists(onnx())) {
            command(new ExportCommand(), dense().toString(), onnx().toString());
        }
        if (!Files.exists(onnxInt8())) {
            DynamicQuantization.write(onnx(), onnxInt8());
        }
        if (!Files.exists(packed())) {
            var plan = Files.writeString(
                    folder.resolve(shape + ".yaml"), PLAN.replace("TABLE", shape.startsWith("r") ? "16" : "8"));
            command(
                    new CompressCommand(),
                    "--model=" + dense(),
                    "--plan=" + plan,
                    "--no-finetune",
                    "--iterations=2",
                    "--progress=off",
                    "--out=" + packed());
        }
    }

    private static void command(Object command, String... arguments) {
        int code = new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
        if (code != 0) throw new IllegalStateException("the model could not be written");
    }

    /// As many tokens as the table has rows; the texts of the bench need a few.
    private static Tokenizer tokenizer(EncoderConfig sizes) {
        var tokens = new ArrayList<String>();
        boolean bytes = sizes.family() == EncoderFamily.ROBERTA;
        if (bytes) {
            tokens.addAll(List.of("<s>", "<pad>", "</s>", "<unk>", "<mask>", "th"));
            for (int value = 0; value < 256; value++) {
                tokens.add(String.valueOf(ByteAlphabet.character((byte) value)));
            }
        } else {
            tokens.addAll(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "c", "d", "e"));
        }
        while (tokens.size() < sizes.vocabSize()) tokens.add("token" + tokens.size());
        return bytes
                ? new ByteLevelBpeTokenizer(
                        Vocabulary.byteLevel(tokens, ByteLevelBpeOptions.Family.ROBERTA),
                        List.of("t h"),
                        ByteLevelBpeOptions.ROBERTA)
                : new WordPieceTokenizer(Vocabulary.bert(tokens), WordPieceOptions.UNCASED);
    }

    /// A text of a number of tokens, special ones included: a letter is one, and to bytes so is a space.
    static String text(int tokens, boolean bytes, int seed) {
        var text = new StringBuilder();
        for (int i = 0; i < tokens - 2; i++) {
            boolean space = bytes && i % 4 == 3 && i < tokens - 3;
            text.append(space ? ' ' : (char) ('a' + (i * 7 + i / 5 + seed) % 5));
            if (!bytes) text.append(' ');
        }
        return text.toString();
    }
}
