// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.triad.hub.onnx.EncoderShape.Family;
import dev.triad.hub.onnx.EncoderShape.HeadForm;
import dev.triad.hub.onnx.EncoderShape.HiddenAct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Exported models in ONNX Runtime, beside the same computation in plain Java.
final class EncoderGraphTest {
    private static final double TOLERANCE = 1e-5;

    @TempDir
    Path folder;

    private static EncoderShape shape(Family family, HeadForm head, HiddenAct act, boolean tied) {
        boolean labelled = List.of(
                        HeadForm.SEQUENCE_CLASSIFICATION, HeadForm.LINEAR_CLASSIFICATION, HeadForm.TOKEN_CLASSIFICATION)
                .contains(head);
        boolean roberta = family == Family.ROBERTA;
        return new EncoderShape(
                family,
                29,
                family == Family.ELECTRA ? 6 : 12,
                12,
                2,
                3,
                20,
                act,
                roberta ? 13 : 11,
                roberta ? 1 : 2,
                roberta ? 1e-5 : 1e-12,
                roberta ? 1 : 0,
                head,
                labelled ? 5 : 0,
                tied);
    }

    private static EncoderShape shape(Family family, HeadForm head) {
        return shape(family, head, HiddenAct.GELU, true);
    }

    static Stream<EncoderShape> everyHeadOfEveryFamily() {
        return Arrays.stream(Family.values())
                .flatMap(family -> Arrays.stream(HeadForm.values())
                        .filter(head -> head != HeadForm.REPLACED_TOKEN || family == Family.ELECTRA)
                        .map(head -> shape(family, head)));
    }

    private OnnxRuntime export(EncoderShape shape, Weights weights) throws IOException, OrtException {
        var file = folder.resolve("model.onnx");
        EncoderGraph.write(shape, weights, Map.of(), file);
        return OnnxRuntime.open(file);
    }

    private void assertAgrees(EncoderShape shape, Batch batch) throws Exception {
        var weights = RandomWeights.of(shape);
        try (var model = export(shape, weights)) {
            assertAgrees(model.run(batch), new ReferenceEncoder(shape, weights).run(batch));
        }
    }

    private static void assertAgrees(Map<String, float[]> actual, Map<String, double[]> expected) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach((name, values) -> {
            var computed = actual.get(name);
            assertThat(computed).hasSameSizeAs(values);
            double furthest = 0;
            for (int i = 0; i < values.length; i++) {
                furthest = Math.max(furthest, Math.abs(values[i] - computed[i]));
            }
            assertThat(furthest).as(name).isLessThan(TOLERANCE);
            assertThat(Arrays.stream(values).map(Math::abs).max().orElseThrow())
                    .as("answers worth comparing")
                    .isGreaterThan(0.1);
        });
    }

    @ParameterizedTest
    @MethodSource("everyHeadOfEveryFamily")
    void everyHeadOfEveryFamilyAgreesWithTheFormulas(EncoderShape shape) throws Exception {
        assertAgrees(shape, Batch.random(shape, new Random(1), 9, 4, 9, 1));
    }

    @ParameterizedTest
    @EnumSource(HiddenAct.class)
    void everyActivationAgreesWithItsFormula(HiddenAct act) throws Exception {
        for (var family : Family.values()) {
            var shape = shape(family, HeadForm.MASKED_LM, act, true);
            assertAgrees(shape, Batch.random(shape, new Random(2), 7, 5));
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void anOutputLayerOfItsOwnAgreesToo(Family family) throws Exception {
        var shape = shape(family, HeadForm.MASKED_LM, HiddenAct.GELU, false);
        assertAgrees(shape, Batch.random(shape, new Random(3), 7, 5));
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void batchAndLengthAreFree(Family family) throws Exception {
        var shape = shape(family, HeadForm.NONE);
        var weights = RandomWeights.of(shape);
        try (var model = export(shape, weights)) {
            for (int[] lengths : new int[][] {{1}, {11}, {2, 1, 2}, {11, 3, 1, 1, 1, 7, 11}}) {
                var batch = Batch.random(shape, new Random(4), lengths);
                assertAgrees(model.run(batch), new ReferenceEncoder(shape, weights).run(batch));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aSequenceLongerThanThePositionTableIsAnError(Family family) throws Exception {
        var shape = shape(family, HeadForm.NONE);
        try (var model = export(shape, RandomWeights.of(shape))) {
            var tooLong = Batch.random(shape, new Random(5), 12);
            assertThatThrownBy(() -> model.run(tooLong)).isInstanceOf(OrtException.class);
        }
    }

    @Test
    void inputsAndOutputsAreTypedAndOpen() throws Exception {
        var shape = shape(Family.ELECTRA, HeadForm.TOKEN_CLASSIFICATION);
        try (var model = export(shape, RandomWeights.of(shape))) {
            var inputs = model.session().getInputInfo();
            assertThat(inputs).containsOnlyKeys("input_ids", "attention_mask", "token_type_ids");
            for (var input : inputs.values()) {
                var info = (TensorInfo) input.getInfo();
                assertThat(info.type).isEqualTo(OnnxJavaType.INT64);
                assertThat(info.getShape()).containsExactly(-1, -1);
                assertThat(info.getDimensionNames()).containsExactly("batch", "sequence");
            }
            var output =
                    (TensorInfo) model.session().getOutputInfo().get("logits").getInfo();
            assertThat(output.getShape()).containsExactly(-1, -1, 5);
            assertThat(output.getDimensionNames()).containsExactly("batch", "sequence", "");
        }
    }

    @ParameterizedTest
    @MethodSource("everyHeadOfEveryFamily")
    void everyTensorOfTheCheckpointIsReadOnce(EncoderShape shape) throws Exception {
        var weights = RandomWeights.of(shape);
        export(shape, weights).close();
        assertThat(weights.asked()).containsExactlyInAnyOrderElementsOf(weights.names());
    }

    @Test
    void aTiedTableLiesInTheFileOnce() throws Exception {
        var tied = folder.resolve("tied.onnx");
        var untied = folder.resolve("untied.onnx");
        for (var file : List.of(tied, untied)) {
            var shape = shape(Family.BERT, HeadForm.MASKED_LM, HiddenAct.GELU, file.equals(tied));
            EncoderGraph.write(shape, RandomWeights.of(shape), Map.of(), file);
        }
        assertThat(Files.size(untied) - Files.size(tied)).isBetween(29 * 12 * 4L, 29 * 12 * 4L + 100);
    }

    @Test
    void metadataIsKeptInTheFile() throws Exception {
        var shape = shape(Family.BERT, HeadForm.NONE);
        var file = folder.resolve("model.onnx");
        var metadata = Map.of("labels", "[\"gut\", \"schlecht\"]", "source", "größer");
        EncoderGraph.write(shape, RandomWeights.of(shape), metadata, file);
        try (var model = OnnxRuntime.open(file)) {
            assertThat(model.session().getMetadata().getCustomMetadata()).isEqualTo(metadata);
            assertThat(model.session().getMetadata().getProducerName()).isEqualTo("triad");
        }
    }

    @Test
    void aTensorOfAnotherSizeIsNamedAndNothingIsWritten() throws Exception {
        var shape = shape(Family.ELECTRA, HeadForm.NONE);
        var file = folder.resolve("model.onnx");
        Files.writeString(file, "what was there before");
        var weights = RandomWeights.of(shape).resized("electra.encoder.layer.1.output.dense.weight", 239);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncoderGraph.write(shape, weights, Map.of(), file))
                .withMessage(
                        "the tensor electra.encoder.layer.1.output.dense.weight has 239 values where [12, 20] is expected.");
        assertThat(file).hasContent("what was there before");
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void aWeightThatCannotBeReadLeavesNothingBehind() {
        var shape = shape(Family.ELECTRA, HeadForm.NONE);
        Weights broken = name -> {
            throw new IOException("no tensor " + name);
        };
        assertThatThrownBy(() -> EncoderGraph.write(shape, broken, Map.of(), folder.resolve("model.onnx")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no tensor electra.embeddings.word_embeddings.weight");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aModelTooLargeForOneFileIsRefusedBeforeAnythingIsRead() {
        var huge = new EncoderShape(
                Family.BERT,
                1_000_000,
                1024,
                1024,
                24,
                16,
                4096,
                HiddenAct.GELU,
                512,
                2,
                1e-12,
                0,
                HeadForm.NONE,
                0,
                true);
        Weights unread = name -> {
            throw new AssertionError(name + " was read");
        };
        var file = folder.resolve("huge.onnx");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncoderGraph.write(huge, unread, Map.of(), file))
                .withMessage(file + " would have 5.31 GB, and an ONNX file with its weights inside ends at 2 GiB;"
                        + " export a smaller model.");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void sizesThatDoNotGoTogetherAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shape(Family.BERT, HeadForm.REPLACED_TOKEN))
                .withMessageContaining("only ELECTRA has a replaced-token head");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EncoderShape(
                        Family.BERT, 9, 8, 12, 1, 3, 20, HiddenAct.GELU, 8, 2, 1e-12, 0, HeadForm.NONE, 0, true))
                .withMessageContaining("only ELECTRA projects");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EncoderShape(
                        Family.BERT, 9, 12, 12, 1, 5, 20, HiddenAct.GELU, 8, 2, 1e-12, 0, HeadForm.NONE, 0, true))
                .withMessageContaining("got 12 and 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EncoderShape(
                        Family.BERT,
                        9,
                        12,
                        12,
                        1,
                        3,
                        20,
                        HiddenAct.GELU,
                        8,
                        2,
                        1e-12,
                        0,
                        HeadForm.SEQUENCE_CLASSIFICATION,
                        0,
                        true))
                .withMessageContaining("at least one label, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EncoderShape(
                        Family.BERT, 9, 12, 12, 1, 3, 20, HiddenAct.GELU, 8, 2, 1e-12, 0, HeadForm.NONE, 3, true))
                .withMessageContaining("no labels, got 3");
    }
}
