// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.Shell;
import dev.triad.cli.electra.ElectraCommand;
import dev.triad.cli.model.HuggingFaceFolder;
import dev.triad.cli.quant.QuantCommand;
import dev.triad.core.random.RandomKey;
import dev.triad.core.random.RandomStream;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/// Small random models of every family and head, dense and packed in every scheme, and texts to ask them about.
final class SmallModels {
    static final List<String> WORDS =
            List.of("good", "bad", "film", "a", "the", "is", "very", "Anna", "Paris", "films");

    private static final String PLAN = """
            rules:
              - match: "*.position_embeddings.weight"
                scheme: int8
              - match: "*.word_embeddings.weight"
                scheme: product
                block: 16
              - match: "*.intermediate.dense.weight|*.encoder.*.output.dense.weight"
                scheme: product
                block: 8
                share: kind
                type: int8
              - match: "*.self.query.weight"
                scheme: int4
                grids: group-32
              - match: "*.self.key.weight|classifier.dense.weight"
                scheme: int8
                grids: channel
              - match: "*.self.value.weight"
                scheme: product
                block: 4
              - match: "*"
                scheme: f16
            """;

    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    private SmallModels() {}

    static Run triad(Object... arguments) {
        var words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        var groups = List.of(
                CommandGroup.of("Training", ElectraCommand.class),
                CommandGroup.of("Shrinking", QuantCommand.class),
                CommandGroup.of("Running", RunCommand.class));
        return Run.of(Shell.commandLine(new Root(), groups), words);
    }

    static Run good(Object... arguments) {
        var run = triad(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private static Tokenizer tokenizer(EncoderFamily family) {
        var tokens = new ArrayList<String>();
        if (family == EncoderFamily.ROBERTA) {
            tokens.addAll(List.of("<s>", "<pad>", "</s>", "<unk>", "<mask>", "th", "the"));
            for (int value = 0; value < 256; value++) {
                tokens.add(String.valueOf(ByteAlphabet.character((byte) value)));
            }
            var vocabulary = Vocabulary.byteLevel(tokens, ByteLevelBpeOptions.Family.ROBERTA);
            return new ByteLevelBpeTokenizer(vocabulary, List.of("t h", "th e"), ByteLevelBpeOptions.ROBERTA);
        }
        tokens.addAll(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "film", "##s", "a"));
        tokens.addAll(List.of("the", "is", "very", "anna", "par", "##is"));
        return new WordPieceTokenizer(Vocabulary.bert(tokens), WordPieceOptions.UNCASED);
    }

    static EncoderConfig sizes(EncoderFamily family) {
        boolean roberta = family == EncoderFamily.ROBERTA;
        return new EncoderConfig(
                family,
                270,
                family == EncoderFamily.ELECTRA ? 32 : 64,
                64,
                2,
                4,
                128,
                family == EncoderFamily.BERT ? Activation.GELU_NEW : Activation.GELU,
                0.1,
                0.1,
                48,
                roberta ? 1 : 2,
                1e-5,
                roberta ? 1 : 0,
                0.3);
    }

    /// Writes a model's folder.
    ///
    /// @param problem what `config.json` calls it, or null
    static Path dense(Path folder, EncoderFamily family, HeadKind head, List<String> labels, @Nullable String problem)
            throws IOException {
        Files.createDirectories(folder);
        try (var model = new TextModel(new ModelConfig(sizes(family), head, labels, problem))) {
            model.initialize(RandomKey.of(3));
            HuggingFaceFolder.write(folder, model, Optional.of(tokenizer(family)));
        }
        return folder;
    }

    /// Packs a model, each kind of weight in a scheme of its own.
    static Path packed(Path dense) throws IOException {
        var plan = Files.writeString(dense.resolveSibling(dense.getFileName() + ".yaml"), PLAN);
        var packed = dense.resolveSibling(dense.getFileName() + ".safetensors");
        if (Files.exists(packed)) {
            return packed;
        }
        var how = List.of("--plan", plan, "--no-finetune", "--progress", "off");
        var arguments = new ArrayList<Object>(List.of("quant", "compress", "--model", dense, "--out", packed));
        arguments.addAll(how);
        good(arguments.toArray());
        return packed;
    }

    /// A text of some words.
    static String text(RandomStream random, int words) {
        var text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }
}
