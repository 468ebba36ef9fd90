// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.Shell;
import dev.triad.core.random.RandomKey;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.SpecialToken;
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
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.electra.encoder.TokenBatch;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import dev.triad.torch.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/// Folders of tiny random models with tokenizers, what the models compute, and `triad model …` on them.
final class TinyModels {
    private static final int POSITIONS = 10;

    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    private TinyModels() {}

    static Run triad(Object... arguments) {
        var words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        return Run.of(Shell.commandLine(new Root(), List.of(CommandGroup.of("Models", ModelCommand.class))), words);
    }

    static ModelConfig config(EncoderFamily family, HeadKind head) {
        boolean roberta = family == EncoderFamily.ROBERTA;
        int width = family == EncoderFamily.ELECTRA ? 6 : 8;
        var encoder = new EncoderConfig(
                family,
                roberta ? 270 : 24,
                width,
                8,
                2,
                2,
                12,
                Activation.GELU,
                0.1,
                0.1,
                roberta ? POSITIONS + 2 : POSITIONS,
                roberta ? 1 : 2,
                roberta ? 1e-5 : 1e-12,
                roberta ? 1 : 0,
                0.5);
        return new ModelConfig(encoder, head, head.hasLabels() ? List.of("O", "B", "I") : List.of(), null);
    }

    /// Whether Hugging Face or ELECTRA's authors have such a model.
    static boolean exists(EncoderFamily family, HeadKind head) {
        return switch (head) {
            case REPLACED_TOKEN, LINEAR_CLASSIFICATION, JOINT_QUESTION_ANSWERING -> family == EncoderFamily.ELECTRA;
            default -> true;
        };
    }

    static Tokenizer tokenizer(EncoderFamily family) {
        return family == EncoderFamily.ROBERTA ? byteLevel() : wordPiece();
    }

    private static Tokenizer wordPiece() {
        var tokens = new ArrayList<String>();
        for (var special : SpecialToken.values()) {
            tokens.add(special.bert());
        }
        tokens.addAll(List.of("a", "b", "c", "ab", "##a", "##b", "##c", "##ca", "!", "é"));
        return new WordPieceTokenizer(Vocabulary.bert(tokens), WordPieceOptions.UNCASED.withStripAccents(false));
    }

    private static Tokenizer byteLevel() {
        var tokens = new ArrayList<>(List.of("<s>", "<pad>", "</s>", "<unk>"));
        int shifted = 256;
        for (int value = 0; value < 256; value++) {
            boolean printable = (value > 32 && value < 127) || (value > 160 && value != 173);
            tokens.add(Character.toString(printable ? value : shifted++));
        }
        tokens.addAll(List.of("ab", "abc", "<mask>"));
        var options = ByteLevelBpeOptions.ROBERTA;
        return new ByteLevelBpeTokenizer(
                Vocabulary.byteLevel(tokens, options.family()), List.of("a b", "ab c"), options);
    }

    /// Writes a model's folder and, beside it, `NAME.expected` with what it computes.
    static Path write(Path folder, ModelConfig config) throws IOException {
        Files.createDirectory(folder);
        try (var model = new TextModel(config);
                var _ = Scope.open()) {
            model.initialize(RandomKey.of(7));
            HuggingFaceFolder.write(
                    folder, model, Optional.of(tokenizer(config.encoder().family())));
            TensorFile.write(expected(folder), Map.of(), computed(model));
        }
        return folder;
    }

    static Path expected(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".expected");
    }

    /// Input and output of a model, as `triad model verify` takes them.
    private static Map<String, Tensor> computed(TextModel model) {
        var encoder = model.config().encoder();
        var rows = List.of(new int[] {2, 7, 9, 11, 3, 4, 8}, new int[] {2, 6, 3}, new int[] {2, 13, 12, 11, 3});
        var batch = TokenBatch.of(rows, encoder.padTokenId());
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("input_ids", Tensors.of(batch.ids(), batch.rows(), batch.length()));
        tensors.put("attention_mask", Tensors.of(batch.mask(), batch.rows(), batch.length()));
        tensors.put("token_type_ids", Tensors.of(batch.types(), batch.rows(), batch.length()));
        try (var _ = NoGrad.open()) {
            var input = EncoderInput.of(batch, encoder, Device.CPU);
            tensors.putAll(
                    model.forward(input, Pass.evaluation(Compute.plain())).named());
        }
        return tensors;
    }
}
