// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.Shell;
import dev.triad.cli.model.Checkpoint;
import dev.triad.cli.model.HuggingFaceFolder;
import dev.triad.core.file.Json;
import dev.triad.core.file.Sha256;
import dev.triad.core.model.packed.PackedModel;
import dev.triad.core.model.packed.PackedWeight;
import dev.triad.core.random.RandomKey;
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
import dev.triad.quant.pack.PackedOutputs;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import picocli.CommandLine.Command;

/// A small model packed in every form there is, and what it stands for. It was made once and is read ever after, so
/// that files keep their meaning.
final class FrozenModel {
    static final String FILE = "frozen.safetensors";
    static final String MEANING = "frozen.json";

    private static final String PLAN = """
            rules:
              - match: "*.position_embeddings.weight"
                scheme: int8
              - match: "*.token_type_embeddings.weight"
                scheme: bf16
              - match: "*.word_embeddings.weight"
                scheme: product
                block: 16
                row-scale: true
              - match: "*.embeddings_project.weight"
                scheme: int8
                grids: tensor
                outputs: int8
              - match: "*.self.*.weight"
                scheme: product
                block: 4
                centroids: 16
                share: qkv
              - match: "*.attention.output.dense.weight"
                scheme: int4
                grids: group-32
              - match: "*.intermediate.dense.weight"
                scheme: product
                block: 8
                type: int8
                share: kind
              - match: "*.output.dense.weight"
                scheme: int4
                grids: channel
              - match: "classifier.*.weight"
                scheme: int8
                outputs: int8
              - match: "*.LayerNorm.*"
                scheme: f32
              - match: "*"
                scheme: f16
            """;

    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    private FrozenModel() {}

    /// Makes the two files in a folder.
    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[0]);
        var model = Files.createTempDirectory("frozen");
        write(model.resolve("model"));
        Files.writeString(model.resolve("plan.yaml"), PLAN);
        Files.writeString(model.resolve("texts.txt"), "a good film\nbad films\n");
        var words = List.of(
                "quant",
                "compress",
                "--no-finetune",
                "--model",
                model.resolve("model").toString(),
                "--plan",
                model.resolve("plan.yaml").toString(),
                "--texts",
                model.resolve("texts.txt").toString(),
                "--out",
                folder.resolve(FILE).toString());
        var groups = List.of(CommandGroup.of("Shrinking", QuantCommand.class));
        var run = Run.of(Shell.commandLine(new Root(), groups), words.toArray(String[]::new));
        new PrintStream(System.out, true).println(run.out() + run.err());
        Files.write(folder.resolve(MEANING), Json.render(meaning(folder.resolve(FILE))));
    }

    /// Weights far from their first values, and two layers that share one.
    private static void write(Path target) throws IOException {
        var encoder = new EncoderConfig(
                EncoderFamily.ELECTRA, 270, 32, 64, 3, 2, 128, Activation.GELU, 0.1, 0.1, 40, 2, 1e-5, 0, 0.1);
        var config = new ModelConfig(encoder, HeadKind.SEQUENCE_CLASSIFICATION, List.of("negative", "positive"), null);
        var tokens = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "film", "##s", "a");
        Files.createDirectories(target);
        try (var model = new TextModel(config)) {
            model.initialize(RandomKey.of(3));
            var parameters = model.parameters();
            var original = parameters.get("electra.encoder.layer.1.attention.output.dense.weight");
            var twin = parameters.get("electra.encoder.layer.2.attention.output.dense.weight");
            Objects.requireNonNull(twin).assign(Objects.requireNonNull(original).master());
            var tokenizer = new WordPieceTokenizer(Vocabulary.bert(tokens), WordPieceOptions.UNCASED);
            HuggingFaceFolder.write(target, model, Optional.of(tokenizer));
        }
    }

    /// What a packed model stands for: the sum of every weight's bytes, and its answers to two texts, with outputs as
    /// floats and as the file has them.
    static SequencedMap<String, Object> meaning(Path file) throws IOException {
        var meaning = new LinkedHashMap<String, Object>();
        try (var packed = PackedModel.open(file)) {
            var weights = new LinkedHashMap<String, Object>();
            for (var entry : packed.content().weights().entrySet()) {
                weights.put(entry.getKey(), entry.getValue().scheme() + ", " + sum(entry.getValue()));
            }
            meaning.put("weights", weights);
            meaning.put("aliases", packed.content().aliases());
        }
        meaning.put("logits", logits(file, false));
        meaning.put("logits_of_rounded_outputs", logits(file, true));
        return meaning;
    }

    private static String sum(PackedWeight weight) {
        var numbers = weight.decode();
        var bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) bytes.putFloat(number);
        return Sha256.of(bytes.array());
    }

    private static List<Double> logits(Path file, boolean rounded) throws IOException {
        var checkpoint = Checkpoint.of(file, Part.DISCRIMINATOR);
        try (var _ = Scope.open();
                var _ = NoGrad.open();
                var packed = PackedModel.open(file);
                var loaded = checkpoint.load()) {
            if (rounded) PackedOutputs.install(packed.content(), loaded);
            var ids = new long[] {2, 9, 5, 7, 3, 2, 6, 7, 8, 3};
            var ones = new long[10];
            Arrays.fill(ones, 1);
            var input = EncoderInput.of(
                    new TokenBatch(2, 5, ids, new long[10], ones),
                    checkpoint.config().encoder(),
                    Device.CPU);
            Map<String, dev.triad.torch.tensor.Tensor> answers =
                    loaded.forward(input, Pass.evaluation(Compute.plain())).named();
            var logits = new ArrayList<Double>();
            for (float logit : Objects.requireNonNull(answers.get("logits")).toFloats()) logits.add((double) logit);
            return logits;
        }
    }
}
