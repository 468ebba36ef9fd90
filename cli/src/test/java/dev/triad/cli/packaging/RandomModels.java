// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.packaging;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.Shell;
import dev.triad.cli.model.HuggingFaceFolder;
import dev.triad.cli.quant.QuantCommand;
import dev.triad.cli.run.RunCommand;
import dev.triad.core.random.RandomKey;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/// Small random ELECTRAs with every head, and the commands that are run on them.
final class RandomModels {
    private static final List<String> TOKENS = List.of(
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "good", "bad", "film", "##s", "the", "is", "anna");

    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    private RandomModels() {}

    static Run triad(Object... arguments) {
        var words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        var groups = List.of(
                CommandGroup.of("Shrinking", QuantCommand.class),
                CommandGroup.of("Running", RunCommand.class, PackageCommand.class));
        return Run.of(Shell.commandLine(new Root(), groups), words);
    }

    /// Writes a model's folder.
    static Path write(Path folder, HeadKind head) throws IOException {
        Files.createDirectories(folder);
        var sizes = new EncoderConfig(
                EncoderFamily.ELECTRA, 32, 16, 32, 2, 2, 64, Activation.GELU, 0.1, 0.1, 48, 2, 1e-12, 0, 0.3);
        List<String> labels = switch (head) {
            case SEQUENCE_CLASSIFICATION -> List.of("bad", "good");
            case TOKEN_CLASSIFICATION -> List.of("O", "B-PER", "I-PER");
            default -> List.of();
        };
        var tokenizer = new WordPieceTokenizer(Vocabulary.bert(TOKENS), WordPieceOptions.UNCASED);
        try (var model = new TextModel(new ModelConfig(sizes, head, labels, null))) {
            model.initialize(RandomKey.of(7));
            HuggingFaceFolder.write(folder, model, Optional.of(tokenizer));
        }
        return folder;
    }
}
