// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.Shell;
import dev.triad.cli.electra.ElectraCommand;
import dev.triad.cli.model.Checkpoint;
import dev.triad.cli.model.HuggingFaceFolder;
import dev.triad.cli.model.ModelCommand;
import dev.triad.core.model.packed.PackedModel;
import dev.triad.core.random.RandomKey;
import dev.triad.core.text.ByteAlphabet;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import dev.triad.electra.checkpoint.CheckpointNames.Part;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

class QuantCommandTest {
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
              - match: "*.self.*.weight"
                scheme: int4
                grids: group-32
              - match: "*"
                scheme: f16
            """;

    @TempDir
    Path folder;

    private Path model = Path.of("");
    private Path packed = Path.of("");

    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    private static Run triad(Object... arguments) {
        var words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        var groups = List.of(
                CommandGroup.of("Models", ModelCommand.class),
                CommandGroup.of("Training", ElectraCommand.class),
                CommandGroup.of("Shrinking", QuantCommand.class));
        return Run.of(Shell.commandLine(new Root(), groups), words);
    }

    private static Run good(Object... arguments) {
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
        return new WordPieceTokenizer(Vocabulary.bert(tokens), WordPieceOptions.UNCASED);
    }

    private static void write(Path target, EncoderFamily family) throws IOException {
        write(target, family, 64);
    }

    private static void write(Path target, EncoderFamily family, int width) throws IOException {
        boolean roberta = family == EncoderFamily.ROBERTA;
        var encoder = new EncoderConfig(
                family,
                270,
                roberta || family == EncoderFamily.BERT ? width : 32,
                width,
                3,
                2,
                128,
                Activation.GELU,
                0.1,
                0.1,
                40,
                roberta ? 1 : 2,
                1e-5,
                roberta ? 1 : 0,
                0.3);
        var config = new ModelConfig(encoder, HeadKind.SEQUENCE_CLASSIFICATION, List.of("negative", "positive"), null);
        Files.createDirectories(target);
        try (var model = new TextModel(config)) {
            model.initialize(RandomKey.of(3));
            HuggingFaceFolder.write(target, model, Optional.of(tokenizer(family)));
        }
    }

    @BeforeEach
    void aModel() throws IOException {
        model = folder.resolve("model");
        packed = folder.resolve("packed.safetensors");
        write(model, EncoderFamily.ELECTRA);
    }

    private Path plan(String text) throws IOException {
        return Files.writeString(folder.resolve("plan.yaml"), text);
    }

    private Run compress(Path from, Path to, Object... more) {
        var arguments = new ArrayList<Object>(List.of("quant", "compress", "--model", from, "--out", to));
        arguments.addAll(List.of("--no-finetune", "--progress", "off"));
        arguments.addAll(List.of(more));
        return triad(arguments.toArray());
    }

    private static float[] logits(Path path) throws IOException {
        try (var _ = Scope.open();
                var _ = NoGrad.open();
                var loaded = Checkpoint.of(path, Part.DISCRIMINATOR).load()) {
            var ids = new long[] {2, 5, 7, 3, 2, 6, 3, 3};
            var batch = new TokenBatch(2, 4, ids, new long[8], new long[] {1, 1, 1, 1, 1, 1, 1, 1});
            var input = EncoderInput.of(batch, loaded.config().encoder(), Device.CPU);
            var logits = loaded.forward(input, Pass.evaluation(Compute.plain()))
                    .named()
                    .get("logits");
            assertThat(logits).isNotNull();
            return logits.toFloats();
        }
    }

    @ParameterizedTest
    @EnumSource(EncoderFamily.class)
    void aPackedModelAnswersAsTheExpandedOneAndPacksToTheSameBytes(EncoderFamily family) throws IOException {
        var source = folder.resolve(family.modelType());
        write(source, family);
        var plan = plan(PLAN);
        assertThat(compress(source, packed, "--plan", plan).code()).isZero();
        var expanded = folder.resolve("expanded");
        good("quant", "expand", packed, expanded);
        var answers = logits(expanded);
        var fromFile = logits(packed);
        for (int i = 0; i < answers.length; i++) {
            assertThat(fromFile[i]).isCloseTo(answers[i], org.assertj.core.data.Offset.offset(1e-4F));
        }
        assertThat(answers).doesNotContain(logits(source));
        assertThat(expanded.resolve("config.json")).hasSameTextualContentAs(source.resolve("config.json"));
        assertThat(expanded.resolve("tokenizer.json")).hasSameTextualContentAs(source.resolve("tokenizer.json"));
        var again = folder.resolve("again.safetensors");
        assertThat(compress(expanded, again, "--plan", plan).code()).isZero();
        assertThat(again).hasSameBinaryContentAs(packed);
    }

    @Test
    void aPlanPredictsTheSizeOfTheFile() throws IOException {
        var plan = plan(PLAN);
        var predicted = good("quant", "plan", "--model", model, "--plan", plan, "--progress", "off");
        var run = compress(model, packed, "--plan", plan);
        assertThat(run.code()).isZero();
        String bytes = String.format("%,d bytes", Files.size(packed));
        assertThat(predicted.out()).contains(bytes);
        assertThat(run.out()).contains(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {300_000, 500_000, 1_000_000})
    void aProposedPlanFitsItsTarget(int target) throws IOException {
        var large = folder.resolve("large");
        write(large, EncoderFamily.BERT, 256);
        var out = folder.resolve("proposed.yaml");
        good("quant", "plan", "--model", large, "--target", target + "B", "--out", out, "--progress", "off");
        assertThat(compress(large, packed, "--plan", out).code()).isZero();
        assertThat(Files.size(packed)).isLessThanOrEqualTo(target).isGreaterThan(target * 6 / 10);
        logits(packed);
    }

    @Test
    void textsDecideWhichWeightsMatter() throws IOException {
        var texts = Files.writeString(folder.resolve("texts.txt"), "a good film\nbad films\n\nfilm\n");
        var large = folder.resolve("large");
        write(large, EncoderFamily.BERT, 256);
        var out = folder.resolve("proposed.yaml");
        good(
                "quant",
                "plan",
                "--model",
                large,
                "--target",
                "400kB",
                "--texts",
                texts,
                "--out",
                out,
                "--progress",
                "off");
        assertThat(compress(large, packed, "--plan", out).code()).isZero();
        assertThat(Files.size(packed)).isLessThanOrEqualTo(400_000);
        var blind = good("quant", "plan", "--model", large, "--target", "400kB", "--progress", "off");
        var seeing =
                good("quant", "plan", "--model", large, "--target", "400kB", "--texts", texts, "--progress", "off");
        assertThat(seeing.out()).isNotEqualTo(blind.out());
        assertThat(triad("quant", "plan", "--model", large, "--texts", texts).err())
                .contains("--texts needs --target");
    }

    @Test
    void aTargetThatIsTooSmallIsRefusedWithTheSmallest() {
        var run = triad("quant", "plan", "--model", model, "--target", "10kB", "--progress", "off");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("the smallest plan makes a file of").contains("more than 10000");
    }

    @Test
    void theModelCommandsTakePackedModels() {
        compress(model, packed);
        var inspected = good("model", "inspect", packed);
        assertThat(inspected.out())
                .contains("ElectraForSequenceClassification")
                .contains("negative, positive")
                .contains("packed into bytes")
                .contains("WordPiece");
        var converted = folder.resolve("converted");
        good("model", "convert", packed, converted);
        assertThat(converted.resolve("model.safetensors")).isRegularFile();
        assertThat(converted.resolve("vocab.txt")).isRegularFile();
    }

    @Test
    void aPackedModelIsEvaluatedAndTrainedFurther() throws IOException {
        compress(model, packed);
        var rows = folder.resolve("dev.tsv");
        Files.writeString(rows, "sentence\tlabel\n" + "good film\tpositive\nbad films\tnegative\n".repeat(3));
        var evaluated = good(
                "quant",
                "evaluate",
                "--model",
                packed,
                "--data",
                rows,
                "--task",
                "classification",
                "--progress",
                "off");
        assertThat(evaluated.out()).contains("accuracy");
        var predicted = folder.resolve("predicted.tsv");
        Files.writeString(folder.resolve("texts.txt"), "good film\n");
        good(
                "electra",
                "predict",
                "--model",
                packed,
                "--input",
                folder.resolve("texts.txt"),
                "--output",
                predicted,
                "--progress",
                "off");
        assertThat(predicted).isRegularFile();
    }

    @Test
    void inspectingShowsBytesBitsAndErrors() throws IOException {
        compress(model, packed, "--plan", plan(PLAN));
        var plain = good("quant", "inspect", packed);
        assertThat(plain.out())
                .contains("electra.encoder.layer.#.attention.self.query.weight")
                .contains("product, blocks of 8, int8 centroids, shared")
                .contains("shared codebooks")
                .contains("tokenizer")
                .contains("negative, positive")
                .doesNotContain("worst");
        var measured = good("quant", "inspect", packed, "--against", model);
        assertThat(measured.out()).contains("worst");
    }

    @Test
    void whatIsNoPackedModelIsRefused() {
        assertThat(triad("quant", "inspect", model.resolve("model.safetensors")).err())
                .contains("is no packed model");
        var run = triad("quant", "expand", model, folder.resolve("x"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("is no packed model; triad model convert writes others as a folder");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void nothingIsReplacedOrHalfWritten() throws IOException {
        Files.writeString(packed, "mine");
        var run = compress(model, packed);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("--force replaces it");
        assertThat(packed).hasContent("mine");
        var wrong = plan("rules: [{match: '*.fc1.weight', scheme: f16}]");
        assertThat(compress(model, packed, "--force", "--plan", wrong).err()).contains("fits no parameter");
        assertThat(packed).hasContent("mine");
        assertThat(compress(model, packed, "--force").code()).isZero();
    }

    @Test
    void trainingWhileCompressingIsNotPassedOverSilently() {
        var run = triad("quant", "compress", "--model", model, "--out", packed);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--no-finetune");
    }

    @Test
    void aDamagedPackedModelIsRefusedInOneSentence() throws IOException {
        compress(model, packed);
        var bytes = Files.readAllBytes(packed);
        Files.write(packed, Arrays.copyOf(bytes, bytes.length - 100));
        var run = triad("electra", "predict", "--model", packed);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("packed.safetensors: ").contains("cut short");
        assertThatThrownBy(() -> PackedModel.open(packed)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"14MB", "14MiB", "1.5kB", "77", "2 GB", "10 kib"})
    void sizesAreRead(String text) {
        var expected = Map.of(
                "14MB",
                14_000_000L,
                "14MiB",
                14_680_064L,
                "1.5kB",
                1500L,
                "77",
                77L,
                "2 GB",
                2_000_000_000L,
                "10 kib",
                10_240L);
        assertThat(new ByteSize().convert(text)).isEqualTo(expected.get(text));
    }
}
