// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/// ONNX Runtime's Java API with all its optimisations, asked with token ids: it has no tokenizer, which is to its
/// advantage here.
final class OnnxEngine implements Contender.Engine {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    OnnxEngine(Path model, int threads) {
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(model.toString(), options);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Runnable question(int batch, int length) {
        var ids = new long[batch * length];
        var mask = new long[ids.length];
        Arrays.fill(mask, 1);
        for (int i = 0; i < ids.length; i++) ids[i] = 5L + i % 250;
        return () -> run(batch, length, ids, mask);
    }

    private void run(int batch, int length, long[] ids, long[] mask) {
        long[] shape = {batch, length};
        try (var words = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
                var real = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
                var types = OnnxTensor.createTensor(environment, LongBuffer.allocate(ids.length), shape);
                var result = session.run(Map.of("input_ids", words, "attention_mask", real, "token_type_ids", types))) {
            var logits = (float[][]) result.get(0).getValue();
            if (logits.length != batch) throw new IllegalStateException("answers are missing");
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
