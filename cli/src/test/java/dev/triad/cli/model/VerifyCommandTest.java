// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.Shell;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.ConfigJson;
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
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.TensorFile;
import dev.triad.torch.tensor.Tensors;
import dev.triad.torch.train.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

/// A tiny model on disk, inspected and compared with its own logits and with wrong ones.
class VerifyCommandTest {
    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    @TempDir
    Path folder;

    private Path model;

    private static Run triad(Object... arguments) {
        var words = java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        return Run.of(Shell.commandLine(new Root(), List.of(CommandGroup.of("Models", ModelCommand.class))), words);
    }

    @BeforeEach
    void write() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        var encoder =
                new EncoderConfig(EncoderFamily.BERT, 20, 8, 8, 1, 2, 16, Activation.GELU, 0, 0, 10, 2, 1e-12, 0, 0.5);
        var config = new ModelConfig(encoder, HeadKind.TOKEN_CLASSIFICATION, List.of("O", "B"), null);
        try (var made = new TextModel(config);
                var _ = Scope.open()) {
            made.initialize(RandomKey.of(1));
            Weights.write(made, model.resolve("model.safetensors"));
            Files.writeString(model.resolve("config.json"), ConfigJson.write(config));
            var batch = TokenBatch.of(List.of(new int[] {1, 2, 3}, new int[] {4}), 0);
            var input = EncoderInput.of(batch, encoder, Device.CPU);
            var logits = made.forward(input, Pass.evaluation(Compute.plain()))
                    .named()
                    .firstEntry()
                    .getValue();
            var ids = Tensors.of(batch.ids(), 2, 3);
            var mask = Tensors.of(batch.mask(), 2, 3);
            TensorFile.write(
                    folder.resolve("right"),
                    Map.of(),
                    Map.of("input_ids", ids, "attention_mask", mask, "logits", logits));
            TensorFile.write(
                    folder.resolve("wrong"),
                    Map.of(),
                    Map.of("input_ids", ids, "attention_mask", mask, "logits", logits.add(0.01)));
        }
    }

    @Test
    void aModelAgreesWithItsOwnNumbers() {
        var run = triad("model", "verify", model, folder.resolve("right"));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).startsWith("logits").doesNotContain("above");
    }

    @Test
    void aDifferenceAboveTheToleranceIsStatusOne() {
        var run = triad("model", "verify", model, folder.resolve("wrong"));
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).contains("0.0100  above the tolerance");
        assertThat(triad("model", "verify", model, folder.resolve("wrong"), "--tolerance", "0.1")
                        .code())
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void inspectSaysWhatItIs() {
        var run = triad("model", "inspect", model, "--tensors");
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .contains("BertForTokenClassification", "O, B", "parameters", "bert.embeddings.LayerNorm.bias")
                .containsPattern("tokenizer +none");
    }

    @Test
    void inspectSaysWhatItsTokenizerIs() throws IOException {
        var uncased = TinyModels.write(
                folder.resolve("uncased"), TinyModels.config(EncoderFamily.ELECTRA, HeadKind.REPLACED_TOKEN));
        assertThat(triad("model", "inspect", uncased).out())
                .containsPattern("tokenizer +WordPiece")
                .containsPattern("casing +uncased, accents kept")
                .containsPattern("tokens +15")
                .containsPattern("special tokens +\\[PAD\\] 0, \\[UNK\\] 1, \\[CLS\\] 2, \\[SEP\\] 3, \\[MASK\\] 4");
        var bytes =
                TinyModels.write(folder.resolve("bytes"), TinyModels.config(EncoderFamily.ROBERTA, HeadKind.MASKED_LM));
        assertThat(triad("model", "inspect", bytes).out())
                .containsPattern("tokenizer +byte-level BPE")
                .containsPattern("casing +cased")
                .contains("<s> 0, <pad> 1, </s> 2, <unk> 3, <mask> 262");
        Files.delete(bytes.resolve("tokenizer.json"));
        Files.writeString(bytes.resolve("merges.txt"), "a\n");
        var run = triad("model", "inspect", bytes);
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).containsPattern("tokenizer +not read: .*merges.txt, line 1");
    }

    @Test
    void aDamagedModelIsOneSentence() throws IOException {
        var weights = Files.readAllBytes(model.resolve("model.safetensors"));
        Files.write(model.resolve("model.safetensors"), java.util.Arrays.copyOf(weights, weights.length - 5));
        var run = triad("model", "verify", model, folder.resolve("right"));
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err().lines()).hasSize(1).first().asString().contains("model.safetensors");
    }
}
