// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import static dev.triad.cli.model.TinyModels.config;
import static dev.triad.cli.model.TinyModels.triad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.triad.cli.console.ExitCode;
import dev.triad.core.model.SafetensorsFile;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.encoder.EncoderFamily;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What the command writes, run by ONNX Runtime.
class ExportCommandTest {
    private static final List<String> INPUTS = List.of("input_ids", "attention_mask", "token_type_ids");
    private static final OrtEnvironment ONNX = OrtEnvironment.getEnvironment();

    @TempDir
    Path folder;

    static Stream<Arguments> models() {
        return Stream.of(EncoderFamily.values())
                .flatMap(family -> Stream.of(HeadKind.values())
                        .filter(head -> TinyModels.exists(family, head)
                                && head != HeadKind.MULTIPLE_CHOICE
                                && head != HeadKind.JOINT_QUESTION_ANSWERING)
                        .map(head -> Arguments.of(family, head)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void theExportedModelComputesWhatTheModelDoes(EncoderFamily family, HeadKind head) throws Exception {
        var config = config(family, head);
        var model = TinyModels.write(folder.resolve("model"), config);
        var out = folder.resolve("model.onnx");
        var run = triad("model", "export", model, out);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains(head.architecture(family));
        try (var expected = SafetensorsFile.open(TinyModels.expected(model));
                var options = new OrtSession.SessionOptions();
                var session = ONNX.createSession(out.toString(), options)) {
            var metadata =
                    session.getMetadata().getCustomMetadataValue("config").orElseThrow();
            assertThat(ConfigJson.read("metadata", metadata)).isEqualTo(config);
            compare(expected, session);
        }
    }

    private static void compare(SafetensorsFile expected, OrtSession session) throws IOException, OrtException {
        var inputs = new LinkedHashMap<String, OnnxTensor>();
        try {
            for (var name : INPUTS) {
                var values = LongBuffer.wrap(expected.longs(name));
                inputs.put(
                        name,
                        OnnxTensor.createTensor(
                                ONNX, values, expected.tensor(name).shape()));
            }
            int[] mask = expected.ints("attention_mask");
            try (var result = session.run(inputs)) {
                assertThat(result.size()).isEqualTo(expected.tensors().size() - INPUTS.size());
                for (var output : result) {
                    var shape = expected.tensor(output.getKey()).shape();
                    float[] values = expected.floats(output.getKey());
                    var computed = ((OnnxTensor) output.getValue()).getFloatBuffer();
                    assertThat(computed.remaining()).isEqualTo(values.length);
                    boolean perToken = shape.length > 1
                            && shape[1] == expected.tensor("input_ids").shape()[1];
                    for (int i = 0; i < values.length; i++) {
                        boolean real = !perToken || mask[i / (values.length / mask.length)] == 1;
                        if (real)
                            assertThat(computed.get(i))
                                    .as("%s %d", output.getKey(), i)
                                    .isCloseTo(values[i], within(1e-5f));
                    }
                }
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MULTIPLE_CHOICE", "JOINT_QUESTION_ANSWERING"})
    void headsWithoutOnnxFormAreRefused(HeadKind head) throws IOException {
        var model = TinyModels.write(folder.resolve("model"), config(EncoderFamily.ELECTRA, head));
        var run = triad("model", "export", model, folder.resolve("model.onnx"));
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains(head.architecture(EncoderFamily.ELECTRA) + " has no ONNX form");
        assertThat(folder.resolve("model.onnx")).doesNotExist();
    }

    @Test
    void aTensorFlowCheckpointIsExportedAsItIs() throws Exception {
        for (var name : List.of("model.ckpt.index", "model.ckpt.data-00000-of-00001")) {
            try (var in = Objects.requireNonNull(getClass().getResourceAsStream("checkpoints/" + name))) {
                Files.copy(in, folder.resolve(name));
            }
        }
        var out = folder.resolve("generator.onnx");
        var run = triad("model", "export", folder.resolve("model.ckpt"), out, "--part", "generator");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
        try (var options = new OrtSession.SessionOptions();
                var session = ONNX.createSession(out.toString(), options)) {
            assertThat(session.getOutputNames()).containsExactly("logits");
        }
    }

    @Test
    void aFileIsReplacedByForceAlone() throws IOException {
        var model = TinyModels.write(folder.resolve("model"), config(EncoderFamily.BERT, HeadKind.NONE));
        var out = folder.resolve("model.onnx");
        Files.writeString(out, "precious");
        var run = triad("model", "export", model, out);
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains(out.toString(), "--force replaces it");
        assertThat(out).hasContent("precious");
        assertThat(triad("model", "export", model, out, "--force").code()).isEqualTo(ExitCode.OK);
        assertThat(Files.size(out)).isGreaterThan(1000);
        assertThat(triad("model", "export", model, folder).err())
                .contains("is a folder, where a file was to be written");
        assertThat(triad("model", "export", model, folder.resolve("no/model.onnx"))
                        .err())
                .contains("the folder " + folder.resolve("no") + " does not exist");
    }
}
