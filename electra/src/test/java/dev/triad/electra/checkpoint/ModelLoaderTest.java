// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import dev.triad.torch.tensor.Tensors;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelLoaderTest {
    private Scope scope;

    @BeforeEach
    @SuppressWarnings("MustBeClosedChecker") // closed after each test
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Map<String, Tensor> tensors(String name) throws IOException {
        var copies = new LinkedHashMap<String, Tensor>();
        try (var file = TensorFile.open(Reference.folder(name).resolve("model.safetensors"))) {
            file.tensors().forEach((key, tensor) -> copies.put(key, tensor.copy()));
        }
        return copies;
    }

    private static Map<String, Tensor> renamed(Map<String, Tensor> source, UnaryOperator<String> rename) {
        var result = new LinkedHashMap<String, Tensor>();
        source.forEach((name, tensor) -> result.put(rename.apply(name), tensor));
        return result;
    }

    /// Loads `source` and checks that the model gives the reference's numbers.
    private static ModelLoader.Report verified(String reference, Map<String, Tensor> source, Part part)
            throws IOException {
        var folder = Reference.folder(reference);
        try (var model = new TextModel(Reference.config(folder));
                var expected = TensorFile.open(folder.resolve("expected.safetensors"))) {
            var report = ModelLoader.load(model, source, false, part);
            assertThat(Verification.run(model, expected.tensors(), Compute.plain()))
                    .allSatisfy(each ->
                            assertThat(each.within(1e-5)).as(each.toString()).isTrue());
            return report;
        }
    }

    @Test
    void oldLayerNormNamesAndConstantBuffersAreUnderstood() throws IOException {
        var source = renamed(
                tensors("bert-classifier"),
                name -> name.replace("LayerNorm.weight", "LayerNorm.gamma")
                        .replace("LayerNorm.bias", "LayerNorm.beta"));
        source.put("bert.embeddings.position_ids", Tensors.arange(20, Device.CPU));
        assertThat(verified("bert-classifier", source, Part.DISCRIMINATOR).unused())
                .isEmpty();
    }

    @Test
    void wrappedAndPrefixlessNamesAreUnderstood() throws IOException {
        verified("bert-mlm", renamed(tensors("bert-mlm"), name -> "module." + name), Part.DISCRIMINATOR);
        var source = renamed(
                tensors("bert-classifier"), name -> name.startsWith("bert.") ? name.substring("bert.".length()) : name);
        verified("bert-classifier", source, Part.DISCRIMINATOR);
    }

    @Test
    void copiesOfTiedTablesAreCheckedAndOtherHeadsLeftUnread() throws IOException {
        var source = tensors("bert-mlm");
        source.put("cls.predictions.decoder.weight", source.get("bert.embeddings.word_embeddings.weight"));
        source.put("cls.predictions.decoder.bias", source.get("cls.predictions.bias"));
        source.put("cls.seq_relationship.weight", Tensors.zeros(DType.F32, Device.CPU, 2, 16));
        source.put("bert.pooler.dense.weight", Tensors.zeros(DType.F32, Device.CPU, 16, 16));
        assertThat(verified("bert-mlm", source, Part.DISCRIMINATOR).unused())
                .containsExactly("cls.seq_relationship.weight", "bert.pooler.dense.weight");
        source.put("cls.predictions.decoder.weight", Tensors.zeros(DType.F32, Device.CPU, 41, 16));
        assertThatThrownBy(() -> verified("bert-mlm", source, Part.DISCRIMINATOR))
                .hasMessageContaining("cls.predictions.decoder.weight")
                .hasMessageContaining("not tied");
    }

    @Test
    void googlesNamesGiveTheSameModels() throws IOException {
        // Both halves in one checkpoint, kernels turned round, optimiser state beside them.
        for (var part : Part.values()) {
            String reference = part == Part.DISCRIMINATOR ? "electra-discriminator" : "electra-generator";
            var google = new LinkedHashMap<String, Tensor>();
            tensors(reference).forEach((name, tensor) -> {
                String its = google(name, part);
                google.put(its, its.endsWith("kernel") ? tensor.transpose(0, 1).contiguous() : tensor);
                google.put(its + "/adam_m", tensor);
            });
            google.put("global_step", Tensors.of(new long[] {7}));
            String other = part == Part.DISCRIMINATOR ? "generator/encoder/layer_0/" : "electra/encoder/layer_0/";
            google.put(other + "output/dense/bias", Tensors.zeros(DType.F32, Device.CPU, 3));
            verified(reference, google, part);
        }
    }

    @Test
    void sizesAreReadOffTheShapesWhereNobodyWroteThemDown() throws IOException {
        for (var part : Part.values()) {
            var folder = Reference.folder(part == Part.DISCRIMINATOR ? "electra-discriminator" : "electra-generator");
            var shapes = new LinkedHashMap<String, long[]>();
            tensors(folder.getFileName().toString()).forEach((name, tensor) -> {
                var its = google(name, part);
                var oriented = its.endsWith("kernel") ? tensor.transpose(0, 1) : tensor;
                shapes.put(its, oriented.shape());
            });
            var stored = Reference.config(folder);
            var inferred = ConfigInference.electra("checkpoint", shapes, part);
            assertThat(inferred.head()).isEqualTo(stored.head());
            // Sixteen wide with four heads: the one size that shapes do not tell.
            assertThat(inferred.encoder().numAttentionHeads()).isEqualTo(1);
            assertThat(inferred.encoder().hiddenSize())
                    .isEqualTo(stored.encoder().hiddenSize());
            assertThat(inferred.encoder().embeddingSize())
                    .isEqualTo(stored.encoder().embeddingSize());
            assertThat(inferred.encoder().intermediateSize())
                    .isEqualTo(stored.encoder().intermediateSize());
            assertThat(inferred.encoder().numHiddenLayers())
                    .isEqualTo(stored.encoder().numHiddenLayers());
            assertThat(inferred.encoder().maxPositionEmbeddings()).isEqualTo(20);
        }
        assertThatThrownBy(() -> ConfigInference.electra("dir", Map.of("a", new long[] {1}), Part.DISCRIMINATOR))
                .hasMessageContaining("dir: there is no config.json");
    }

    /// A Hugging Face name in the original's form, by the table of the specification.
    private static String google(String name, Part part) {
        String its = name.replace("generator_lm_head.bias", "generator_predictions.output_bias")
                .replace("dense_prediction", "dense_1")
                .replace("layer.", "layer_")
                .replace("LayerNorm.weight", "LayerNorm.gamma")
                .replace("LayerNorm.bias", "LayerNorm.beta")
                .replace("_embeddings.weight", "_embeddings")
                .replace('.', '/')
                .replace("/weight", "/kernel");
        boolean trunk = its.startsWith("electra/") && !its.startsWith("electra/embeddings/");
        return part == Part.GENERATOR && trunk ? "generator" + its.substring("electra".length()) : its;
    }

    @Test
    void everythingThatDoesNotFitIsListedAndTheModelUnchanged() throws IOException {
        var source = tensors("electra-tagger");
        source.remove("electra.encoder.layer.1.output.dense.bias");
        source.put("electra.embeddings_project.weight", Tensors.zeros(DType.F32, Device.CPU, 8, 16));
        source.put("electra.encoder.layer.2.output.dense.bias", Tensors.zeros(DType.F32, Device.CPU, 16));
        try (var model = new TextModel(Reference.config(Reference.folder("electra-tagger")))) {
            model.initialize(RandomKey.of(1));
            var before = model.parameters().get("classifier.weight").master().toFloats();
            assertThatThrownBy(() -> ModelLoader.load(model, source, true, Part.DISCRIMINATOR))
                    .hasMessageContaining("missing electra.encoder.layer.1.output.dense.bias")
                    .hasMessageContaining("electra.embeddings_project.weight has shape [8, 16], expected [16, 8]")
                    .hasMessageContaining("unexpected electra.encoder.layer.2.output.dense.bias");
            assertThat(model.parameters().get("classifier.weight").master().toFloats())
                    .containsExactly(before);
        }
    }

    @Test
    void valuesThatAreNoNumbersAreNamed() throws IOException {
        var source = tensors("electra-tagger");
        source.put("classifier.bias", Tensors.of(new float[] {0, Float.NaN, Float.POSITIVE_INFINITY}));
        try (var model = new TextModel(Reference.config(Reference.folder("electra-tagger")))) {
            assertThatThrownBy(() -> ModelLoader.load(model, source, false, Part.DISCRIMINATOR))
                    .hasMessageContaining("classifier.bias (2 of 3)");
        }
    }

    @Test
    void aPretrainedEncoderTakesANewHead() throws IOException {
        var config = Reference.config(Reference.folder("electra-discriminator"))
                .withHead(HeadKind.LINEAR_CLASSIFICATION, List.of("no", "yes"));
        try (var model = new TextModel(config)) {
            model.initialize(RandomKey.of(1));
            assertThatThrownBy(
                            () -> ModelLoader.load(model, tensors("electra-discriminator"), false, Part.DISCRIMINATOR))
                    .hasMessageContaining("missing classifier.weight");
            var report = ModelLoader.load(model, tensors("electra-discriminator"), true, Part.DISCRIMINATOR);
            assertThat(report.fresh()).containsExactly("classifier.weight", "classifier.bias");
            assertThat(report.unused())
                    .allMatch(name -> name.startsWith("discriminator_predictions."))
                    .hasSize(4);
        }
    }

    @Test
    void positionTablesAreExtendedByRepeatingWhatWasTrained() {
        var table = Tensors.of(new float[] {0, 1, 2, 3}, 4, 1);
        assertThat(ModelLoader.extendPositions(table, 10, 0).toFloats()).containsExactly(0, 1, 2, 3, 0, 1, 2, 3, 0, 1);
        assertThat(ModelLoader.extendPositions(table, 7, 2).toFloats()).containsExactly(0, 1, 2, 3, 2, 3, 2);
        assertThatThrownBy(() -> ModelLoader.extendPositions(table, 3, 0)).hasMessageContaining("4 rows");
    }
}
