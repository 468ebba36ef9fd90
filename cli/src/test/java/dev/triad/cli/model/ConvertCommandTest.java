// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import static dev.triad.cli.model.TinyModels.config;
import static dev.triad.cli.model.TinyModels.triad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.cli.Run;
import dev.triad.cli.console.ExitCode;
import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.model.TensorSource;
import dev.triad.core.text.EncodeOptions;
import dev.triad.core.text.files.TokenizerFolder;
import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.encoder.EncoderFamily;
import dev.triad.hub.json.JsonFile;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import dev.triad.torch.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Models go in and come out: of every form, bit for bit, whole or not at all.
class ConvertCommandTest {
    private static final List<String> FILES = List.of(
            "config.json",
            "model.safetensors",
            "special_tokens_map.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "vocab.txt");

    @TempDir
    Path folder;

    private Path fixture(String... names) throws IOException {
        for (var name : names) {
            try (var in = Objects.requireNonNull(getClass().getResourceAsStream("checkpoints/" + name))) {
                Files.copy(in, folder.resolve(name));
            }
        }
        return folder.resolve(names[0]);
    }

    private static void assertDone(Run run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.OK);
    }

    private void assertRefused(Run run, String... words) throws IOException {
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err().lines()).as(run.err()).hasSize(1);
        assertThat(run.err()).contains(words).contains(folder.toString());
        assertThat(names(folder))
                .as("nothing is left behind")
                .doesNotContain("out")
                .noneMatch(name -> name.startsWith("."));
    }

    private static List<String> names(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /// Names, types, shapes and bytes of all tensors.
    private static Map<String, String> contents(TensorSource source) throws IOException {
        var contents = new TreeMap<String, String>();
        for (var tensor : source.tensors()) {
            contents.put(
                    tensor.name(),
                    tensor.dtype() + Arrays.toString(tensor.shape()) + Arrays.toString(source.bytes(tensor.name())));
        }
        return contents;
    }

    private static Map<String, String> contents(Path file) throws IOException {
        try (var source = SafetensorsFile.open(file)) {
            return contents(source);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip.bin", "legacy.bin", "model.pth.tar", "model.ckpt", "discriminator.safetensors"})
    void everyFormGivesTheSameModel(String form) throws IOException {
        fixture("discriminator.safetensors");
        var source = switch (form) {
            case "discriminator.safetensors" -> folder.resolve(form);
            case "model.ckpt" ->
                fixture("model.ckpt.index", "model.ckpt.data-00000-of-00001").resolveSibling(form);
            default -> fixture(form);
        };
        var run = triad("model", "convert", source, folder.resolve("out"), "--no-tokenizer");
        assertDone(run);
        assertThat(run.out()).contains("ElectraForPreTraining, 43 tensors");
        assertThat(names(folder.resolve("out"))).containsExactly("config.json", "model.safetensors");
        assertThat(contents(folder.resolve("out/model.safetensors")))
                .isEqualTo(contents(folder.resolve("discriminator.safetensors")));
    }

    @Test
    void aTensorFlowCheckpointHasAGeneratorToo() throws IOException {
        fixture("generator.safetensors", "model.ckpt.index", "model.ckpt.data-00000-of-00001");
        var out = folder.resolve("out");
        assertDone(
                triad("model", "convert", folder.resolve("model.ckpt"), out, "--part", "generator", "--no-tokenizer"));
        assertThat(contents(out.resolve("model.safetensors")))
                .isEqualTo(contents(folder.resolve("generator.safetensors")));
        assertThat(JsonFile.read(out.resolve("config.json"))
                        .at("/architectures/0")
                        .stringValue())
                .isEqualTo("ElectraForMaskedLM");
    }

    @Test
    void shardsBecomeOneFile() throws IOException {
        var model = TinyModels.write(folder.resolve("model"), config(EncoderFamily.BERT, HeadKind.MASKED_LM));
        var whole = model.resolve("model.safetensors");
        var map = JsonFile.object();
        try (var _ = Scope.open();
                var file = TensorFile.open(whole)) {
            var shards = List.of(new LinkedHashMap<String, Tensor>(), new LinkedHashMap<String, Tensor>());
            file.tensors().forEach((name, tensor) -> {
                int shard = map.size() % 2;
                shards.get(shard).put(name, tensor);
                map.put(name, "part-" + shard + ".safetensors");
            });
            TensorFile.write(model.resolve("part-0.safetensors"), Map.of(), shards.get(0));
            TensorFile.write(model.resolve("part-1.safetensors"), Map.of(), shards.get(1));
        }
        Files.move(whole, folder.resolve("whole"));
        var index = JsonFile.object();
        index.set("weight_map", map);
        JsonFile.write(model.resolve("model.safetensors.index.json"), index);
        assertDone(triad("model", "convert", model, folder.resolve("out")));
        assertThat(contents(folder.resolve("out/model.safetensors"))).isEqualTo(contents(folder.resolve("whole")));
        assertThat(names(folder.resolve("out"))).isEqualTo(FILES);
    }

    static Stream<Arguments> models() {
        return Stream.of(EncoderFamily.values())
                .flatMap(family -> Stream.of(HeadKind.values())
                        .filter(head -> TinyModels.exists(family, head) && head != HeadKind.MULTIPLE_CHOICE)
                        .map(head -> Arguments.of(family, head)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void aFolderComesOutAsItWentIn(EncoderFamily family, HeadKind head) throws IOException {
        var model = TinyModels.write(folder.resolve("model"), config(family, head));
        var out = folder.resolve("out");
        var run = triad("model", "convert", model, out);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
        for (var file : names(model)) {
            if (file.endsWith(".safetensors")) {
                assertThat(contents(out.resolve(file))).isEqualTo(contents(model.resolve(file)));
            } else if (file.endsWith(".json")) {
                assertThat(JsonFile.read(out.resolve(file))).isEqualTo(JsonFile.read(model.resolve(file)));
            } else {
                assertThat(out.resolve(file)).hasSameTextualContentAs(model.resolve(file));
            }
        }
        var text = "abc cab Abé! [MASK] <mask>";
        assertThat(TokenizerFolder.open(out)
                        .encode(text, text, EncodeOptions.MODEL)
                        .ids())
                .isEqualTo(TokenizerFolder.open(model)
                        .encode(text, text, EncodeOptions.MODEL)
                        .ids());
        var verified = triad("model", "verify", out, TinyModels.expected(model), "--tolerance", "0");
        assertThat(verified.code()).as(verified.out() + verified.err()).isEqualTo(ExitCode.OK);
    }

    /// Changes the tensors of a model's folder.
    private static void change(Path model, Consumer<Map<String, Tensor>> change) throws IOException {
        var file = model.resolve("model.safetensors");
        try (var _ = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            try (var read = TensorFile.open(file)) {
                read.tensors().forEach((name, tensor) -> tensors.put(name, tensor.copy()));
            }
            change.accept(tensors);
            TensorFile.write(file, Map.of(), tensors);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "F64"})
    void elementTypesStay(DType dtype) throws IOException {
        var model = TinyModels.write(folder.resolve("model"), config(EncoderFamily.ELECTRA, HeadKind.NONE));
        change(model, tensors -> tensors.replaceAll((_, tensor) -> tensor.to(dtype)));
        var out = folder.resolve("out");
        assertDone(triad("model", "convert", model, out));
        assertThat(contents(out.resolve("model.safetensors"))).isEqualTo(contents(model.resolve("model.safetensors")));
        assertThat(JsonFile.read(out.resolve("config.json")).get("dtype").stringValue())
                .isEqualTo(Map.of(DType.F16, "float16", DType.BF16, "bfloat16", DType.F64, "float64")
                        .get(dtype));
    }

    @Test
    void copiesOfTiedTablesAreLeftOutAndOtherHeadsKept() throws IOException {
        var model = TinyModels.write(folder.resolve("model"), config(EncoderFamily.BERT, HeadKind.MASKED_LM));
        change(model, tensors -> {
            var words = Objects.requireNonNull(tensors.get("bert.embeddings.word_embeddings.weight"));
            tensors.put("cls.predictions.decoder.weight", words.copy());
            tensors.put("cls.seq_relationship.bias", Tensors.of(new float[] {1, 2}));
            tensors.put("bert.embeddings.position_ids", Tensors.of(new long[] {0, 1}, 1, 2));
        });
        var config = JsonFile.read(model.resolve("config.json"));
        config.put("tie_word_embeddings", false).put("classifier_dropout", 0.3).put("torch_dtype", "float32");
        config.putArray("architectures").add("BertForPreTraining");
        JsonFile.write(model.resolve("config.json"), config);
        var out = folder.resolve("out");
        assertDone(triad("model", "convert", model, out));
        assertThat(contents(out.resolve("model.safetensors")))
                .doesNotContainKeys("cls.predictions.decoder.weight", "bert.embeddings.position_ids")
                .containsKey("cls.seq_relationship.bias");
        var written = JsonFile.read(out.resolve("config.json"));
        assertThat(written.at("/architectures/0").stringValue()).isEqualTo("BertForPreTraining");
        assertThat(written.get("classifier_dropout").doubleValue()).isEqualTo(0.3);
        assertThat(written.get("tie_word_embeddings").booleanValue())
                .as("the table is in the file once, so it must be tied")
                .isTrue();
        assertThat(written.has("torch_dtype")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"ELECTRA, 0", "BERT, 0", "ROBERTA, 2"})
    void aPositionTableIsExtendedByItsOwnRows(EncoderFamily family, int reserved) throws IOException {
        var model = TinyModels.write(folder.resolve("model"), config(family, HeadKind.TOKEN_CLASSIFICATION));
        var out = folder.resolve("out");
        assertDone(triad("model", "convert", model, out, "--positions", 25));
        var name = family.modelType() + ".embeddings.position_embeddings.weight";
        try (var before = SafetensorsFile.open(model.resolve("model.safetensors"));
                var after = SafetensorsFile.open(out.resolve("model.safetensors"))) {
            int width = (int) after.tensor(name).shape()[1];
            float[] old = before.floats(name);
            float[] table = after.floats(name);
            assertThat(table).hasSize((reserved + 25) * width);
            for (int i = 0; i < table.length; i++) {
                int row = i / width < reserved ? i / width : reserved + (i / width - reserved) % 10;
                assertThat(table[i]).isEqualTo(old[row * width + i % width]);
            }
        }
        var config = JsonFile.read(out.resolve("config.json"));
        assertThat(config.get("max_position_embeddings").intValue()).isEqualTo(25 + reserved);
        assertThat(TokenizerFolder.read(out).maxLength()).hasValue(25);
        var verified = triad("model", "verify", out, TinyModels.expected(model), "--tolerance", "0");
        assertThat(verified.code())
                .as("inputs that the model knew give what they gave")
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void aPositionTableIsNotCut() throws IOException {
        var model = TinyModels.write(folder.resolve("model"), config(EncoderFamily.ROBERTA, HeadKind.NONE));
        assertRefused(
                triad("model", "convert", model, folder.resolve("out"), "--positions", 10), "has 10 positions already");
    }

    @Test
    void aTokenizerIsTakenFromElsewhereOrLeftOut() throws IOException {
        fixture("discriminator.safetensors");
        var other = TinyModels.write(folder.resolve("other"), config(EncoderFamily.BERT, HeadKind.NONE));
        var bare = triad("model", "convert", folder.resolve("discriminator.safetensors"), folder.resolve("bare"));
        assertThat(bare.code()).isEqualTo(ExitCode.OK);
        assertThat(bare.err()).contains("--tokenizer takes one from another folder");
        var run = triad(
                "model",
                "convert",
                folder.resolve("discriminator.safetensors"),
                folder.resolve("full"),
                "--tokenizer",
                other);
        assertDone(run);
        assertThat(run.out()).contains("tokenizer: WordPiece, uncased, accents kept, 15 tokens");
        var config = JsonFile.read(folder.resolve("full/tokenizer_config.json"));
        assertThat(config.get("tokenizer_class").stringValue()).isEqualTo("ElectraTokenizer");
        assertThat(config.get("model_max_length").intValue())
                .as("the tokenizer knew 10, the model has 16")
                .isEqualTo(10);
    }

    @Test
    void aTokenizerThatIsNotTheModelsIsRefused() throws IOException {
        fixture("discriminator.safetensors");
        var other = TinyModels.write(folder.resolve("other"), config(EncoderFamily.ROBERTA, HeadKind.NONE));
        assertRefused(
                triad(
                        "model",
                        "convert",
                        folder.resolve("discriminator.safetensors"),
                        folder.resolve("out"),
                        "--tokenizer",
                        other),
                "the tokenizer has 263 tokens and the model's table 29 rows");
        var json = JsonFile.read(other.resolve("tokenizer.json"));
        json.putObject("model").put("type", "Unigram");
        JsonFile.write(other.resolve("tokenizer.json"), json);
        assertRefused(
                triad("model", "convert", other, folder.resolve("out")),
                "tokenizer.json: model.type is 'Unigram', which is not read; --no-tokenizer converts the model alone");
    }

    @Test
    void whatIsThereIsReplacedByForceAlone() throws IOException {
        var model = TinyModels.write(folder.resolve("model"), config(EncoderFamily.BERT, HeadKind.NONE));
        var earlier = TinyModels.write(folder.resolve("earlier"), config(EncoderFamily.ELECTRA, HeadKind.NONE));
        Files.writeString(earlier.resolve("notes"), "n");
        assertRefused(triad("model", "convert", model, earlier), "is not empty; --force replaces the model in it");
        assertThat(earlier.resolve("notes")).exists();
        assertDone(triad("model", "convert", model, earlier, "--force"));
        assertThat(names(earlier)).isEqualTo(FILES);
        assertThat(JsonFile.read(earlier.resolve("config.json"))
                        .get("model_type")
                        .stringValue())
                .isEqualTo("bert");

        assertRefused(triad("model", "convert", model, model, "--force"), "the model that is read is in this folder");
        var precious = Files.createDirectory(folder.resolve("precious"));
        Files.writeString(precious.resolve("thesis.txt"), "t");
        assertRefused(triad("model", "convert", model, precious, "--force"), "something other than a model");
        assertThat(precious.resolve("thesis.txt")).exists();
        assertDone(triad("model", "convert", model, Files.createDirectory(folder.resolve("empty"))));
    }

    @Test
    void aModelThatDoesNotWorkIsNotWritten() throws IOException {
        var model = TinyModels.write(folder.resolve("model"), config(EncoderFamily.ELECTRA, HeadKind.REPLACED_TOKEN));
        change(model, tensors -> tensors.remove("electra.encoder.layer.1.output.dense.bias"));
        assertRefused(
                triad("model", "convert", model, folder.resolve("out")),
                "missing electra.encoder.layer.1.output.dense.bias");
        change(
                model,
                tensors -> tensors.put(
                        "electra.encoder.layer.1.output.dense.bias",
                        Tensors.of(new float[] {0, 1, 2, Float.NaN, 4, 5, 6, 7})));
        assertRefused(
                triad("model", "convert", model, folder.resolve("out")),
                "electra.encoder.layer.1.output.dense.bias (1 of 8)");
        assertRefused(
                triad("model", "convert", model, folder.resolve("no/such/folder")),
                "electra.encoder.layer.1.output.dense.bias (1 of 8)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anInterruptedConversionLeavesNothing(int steps) throws IOException {
        var model = TinyModels.write(folder.resolve("model"), config(EncoderFamily.BERT, HeadKind.NONE));
        var checkpoint = Checkpoint.of(model, Part.DISCRIMINATOR);
        var asked = new AtomicInteger();
        var conversion = new Conversion(
                checkpoint,
                Optional.of(TokenizerFolder.read(model)),
                OptionalInt.empty(),
                () -> asked.getAndIncrement() == steps);
        assertThatThrownBy(() -> conversion.run(folder.resolve("out"))).isInstanceOf(CancellationException.class);
        assertThat(names(folder)).containsExactly("model", "model.expected");
    }

    @Test
    void wrongUsageIsTold() throws IOException {
        var model = TinyModels.write(folder.resolve("model"), config(EncoderFamily.BERT, HeadKind.NONE));
        var run = triad("model", "convert", model, folder.resolve("out"), "--positions", 0);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--positions must be from 1 to 1048576, not 0");
        assertThat(triad("model", "convert", model, folder.resolve("out"), "--tokenizer", model, "--no-tokenizer")
                        .code())
                .isEqualTo(ExitCode.USAGE);
    }
}
