// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// An exported model in ONNX Runtime.
final class OnnxRuntime implements AutoCloseable {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private final OrtSession session;

    private OnnxRuntime(OrtSession session) {
        this.session = session;
    }

    static OnnxRuntime open(Path file) throws OrtException {
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // errors arrive as exceptions
            return new OnnxRuntime(ENVIRONMENT.createSession(file.toString(), options));
        }
    }

    OrtSession session() {
        return session;
    }

    /// The outputs by name, rows one after the other.
    Map<String, float[]> run(Batch batch) throws OrtException {
        try (var ids = OnnxTensor.createTensor(ENVIRONMENT, batch.ids());
                var mask = OnnxTensor.createTensor(ENVIRONMENT, batch.mask());
                var types = OnnxTensor.createTensor(ENVIRONMENT, batch.types());
                var result = session.run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
            var outputs = new LinkedHashMap<String, float[]>();
            for (var output : result) {
                var values = ((OnnxTensor) output.getValue()).getFloatBuffer();
                var copy = new float[values.remaining()];
                values.get(copy);
                outputs.put(output.getKey(), copy);
            }
            return outputs;
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
