// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.model.SafetensorsFile;
import dev.triad.hub.onnx.EncoderShape.Family;
import dev.triad.hub.onnx.EncoderShape.HeadForm;
import dev.triad.hub.onnx.EncoderShape.HiddenAct;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Exported models against what libtorch computed of the same weights, frozen in files that hold weights,
/// tokens and logits.
final class EncoderParityTest {
    @TempDir
    Path folder;

    private static SafetensorsFile fixture(String name) throws Exception {
        try (var in = Objects.requireNonNull(EncoderParityTest.class.getResourceAsStream(name))) {
            return SafetensorsFile.of(name, MemorySegment.ofArray(in.readAllBytes()));
        }
    }

    private static long[][] rows(SafetensorsFile file, String name) throws Exception {
        var values = file.longs(name);
        var shape = file.tensor(name).shape();
        var rows = new long[(int) shape[0]][(int) shape[1]];
        for (int i = 0; i < values.length; i++) {
            rows[i / (int) shape[1]][i % (int) shape[1]] = values[i];
        }
        return rows;
    }

    private void assertParity(EncoderShape shape, String name) throws Exception {
        var exported = folder.resolve("model.onnx");
        try (var file = fixture(name)) {
            EncoderGraph.write(shape, file::floats, Map.of(), exported);
            var batch = new Batch(rows(file, "input_ids"), rows(file, "attention_mask"), rows(file, "token_type_ids"));
            try (var model = OnnxRuntime.open(exported)) {
                var logits = model.run(batch).get("logits");
                var expected = file.floats("logits");
                assertThat(logits).hasSameSizeAs(expected);
                for (int i = 0; i < expected.length; i++) {
                    assertThat(Math.abs(logits[i] - expected[i]))
                            .as("logit %d", i)
                            .isLessThan(1e-5f);
                }
            }
        }
    }

    @Test
    void robertaPredictsMaskedTokensAsLibtorchDoes() throws Exception {
        assertParity(
                new EncoderShape(
                        Family.ROBERTA,
                        29,
                        8,
                        8,
                        2,
                        2,
                        12,
                        HiddenAct.GELU,
                        13,
                        1,
                        1e-5,
                        1,
                        HeadForm.MASKED_LM,
                        0,
                        true),
                "roberta-masked.safetensors");
    }

    @Test
    void electraClassifiesAsLibtorchDoes() throws Exception {
        assertParity(
                new EncoderShape(
                        Family.ELECTRA,
                        29,
                        6,
                        8,
                        2,
                        2,
                        12,
                        HiddenAct.GELU_NEW,
                        11,
                        2,
                        1e-12,
                        0,
                        HeadForm.SEQUENCE_CLASSIFICATION,
                        3,
                        true),
                "electra-classifier.safetensors");
    }
}
